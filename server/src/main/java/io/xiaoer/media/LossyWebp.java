package io.xiaoer.media;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageReader;

/**
 * The lossy picture within a WebP file, taken out of it: the decoder sees nothing else.
 *
 * <p>A still photo without transparency is decoded a row of blocks at a time, and its size stands
 * in the very bytes that are decoded. A lossless picture, and the transparency beside a lossy one,
 * are not: the decoder takes any number of transforms and reserves memory for each, so that a few
 * hundred bytes take any amount of it.
 */
final class LossyWebp {
  /** More than a photo of as many pixels as are decoded has. */
  private static final int PICTURE_BYTES_MAX = 8 << 20;

  /** A profile of colours comes before the picture, and little else. */
  private static final int CHUNKS_BEFORE_MAX = 16;

  private static final int RIFF_HEADER_BYTES = 12;
  private static final int CHUNK_HEADER_BYTES = 8;
  private static final int ANIMATED_OR_TRANSPARENT = 0x12;

  private LossyWebp() {}

  /** A reader of the picture alone; empty when there is no such picture. */
  static Optional<ImageReader> reader(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(RIFF_HEADER_BYTES);
      for (int i = 0; i < CHUNKS_BEFORE_MAX; i++) {
        byte[] name = in.readNBytes(4);
        long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        switch (new String(name, StandardCharsets.ISO_8859_1)) {
          case "VP8 " -> {
            return length > PICTURE_BYTES_MAX
                ? Optional.empty()
                : Optional.of(reader(in, (int) length));
          }
          case "VP8L", "ALPH", "ANMF" -> {
            return Optional.empty();
          }
          case "VP8X" -> {
            if ((in.readUnsignedByte() & ANIMATED_OR_TRANSPARENT) != 0) {
              return Optional.empty();
            }
            in.skipNBytes(length - 1);
          }
          default -> in.skipNBytes(length + (length & 1)); // of an even length
        }
      }
    }
    return Optional.empty();
  }

  private static ImageReader reader(DataInputStream in, int length) throws IOException {
    int header = RIFF_HEADER_BYTES + CHUNK_HEADER_BYTES;
    byte[] alone =
        ByteBuffer.allocate(header + length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("RIFF".getBytes(StandardCharsets.US_ASCII))
            .putInt(header - CHUNK_HEADER_BYTES + length)
            .put("WEBPVP8 ".getBytes(StandardCharsets.US_ASCII))
            .putInt(length)
            .array();
    in.readFully(alone, header, length);
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    reader.setInput(new ByteArrayImageInputStream(alone), true, true);
    return reader;
  }
}
