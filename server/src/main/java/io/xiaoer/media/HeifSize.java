package io.xiaoer.media;

import com.drew.imaging.heif.HeifHandler;
import com.drew.imaging.heif.HeifReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.lang.SequentialReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.heif.HeifBoxTypes;
import com.drew.metadata.heif.HeifContainerTypes;
import com.drew.metadata.heif.HeifDirectory;
import com.drew.metadata.heif.boxes.Box;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How large a HEIC or AVIF picture is when it is looked at, from the properties of its images.
 *
 * <p>A phone's photo is a grid of tiles with a thumbnail beside it, each with a size of its own;
 * the photo is the largest of them. How it is turned is a property too; Exif, if there is any,
 * repeats it and does not count.
 */
final class HeifSize extends HeifHandler<HeifDirectory> {
  /** The properties stand before the pictures, in some kilobytes. */
  private static final int PROPERTIES_BYTES_MAX = 1 << 20;

  /** What is read here has 20 bytes; the reader reserves whatever a box says. */
  private static final int BOX_BYTES_MAX = 64;

  private static final int BOX_HEADER_BYTES = 8;
  private static final int VERSION_AND_FLAGS_BYTES = 4;

  private static final Set<String> CONTAINERS =
      Set.of(
          HeifContainerTypes.BOX_METADATA,
          HeifContainerTypes.BOX_IMAGE_PROPERTY,
          HeifContainerTypes.BOX_ITEM_PROPERTY);
  private static final Set<String> PROPERTIES =
      Set.of(HeifBoxTypes.BOX_IMAGE_SPATIAL_EXTENTS, HeifBoxTypes.BOX_IMAGE_ROTATION);

  private final Set<String> entered = new HashSet<>();
  private int width;
  private int height;
  private int quarterTurns;

  private HeifSize() {
    super(new Metadata());
  }

  /** Width and height as they are seen. */
  record Size(int width, int height) {}

  static Optional<Size> of(Path file) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(PROPERTIES_BYTES_MAX);
    }
    HeifSize found = new HeifSize();
    new HeifReader().extract(new ByteArrayInputStream(start), found);
    if (found.width == 0) {
      return Optional.empty();
    }
    return Optional.of(
        found.quarterTurns % 2 == 0
            ? new Size(found.width, found.height)
            : new Size(found.height, found.width));
  }

  @Override
  protected HeifDirectory getDirectory() {
    return new HeifDirectory();
  }

  /** Each once: the reader calls itself for whatever stands inside another. */
  @Override
  protected boolean shouldAcceptContainer(Box box) {
    return CONTAINERS.contains(box.type) && entered.add(box.type);
  }

  @Override
  protected void processContainer(Box box, SequentialReader reader) throws IOException {
    if (box.type.equals(HeifContainerTypes.BOX_METADATA)) {
      reader.skip(VERSION_AND_FLAGS_BYTES);
    }
  }

  @Override
  protected boolean shouldAcceptBox(Box box) {
    return PROPERTIES.contains(box.type)
        && box.size > BOX_HEADER_BYTES
        && box.size <= BOX_BYTES_MAX;
  }

  @Override
  protected HeifHandler<?> processBox(Box box, byte[] payload) throws IOException {
    SequentialReader reader = new SequentialByteArrayReader(payload);
    if (box.type.equals(HeifBoxTypes.BOX_IMAGE_ROTATION)) {
      quarterTurns = reader.getUInt8() & 3;
    } else {
      reader.skip(VERSION_AND_FLAGS_BYTES);
      larger(reader.getInt32(), reader.getInt32());
    }
    return this;
  }

  private void larger(int otherWidth, int otherHeight) {
    if (otherWidth > 0
        && otherHeight > 0
        && (long) otherWidth * otherHeight > (long) width * height) {
      width = otherWidth;
      height = otherHeight;
    }
  }
}
