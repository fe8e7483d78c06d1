package io.xiaoer.media;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at pictures: how large they are, and how they look small. Pictures are strangers' files:
 * how many pixels one has is read before the first is decoded, one picture is decoded at a time,
 * and no more of it is held than the small one needs.
 */
final class ImageInspector implements AutoCloseable {
  /** The longer side of the small picture; sharp on a dense screen in a chat's bubble. */
  private static final int SMALL_PIXELS = 480;

  /** A large phone photo; decoding more costs hundreds of megabytes outside the heap. */
  private static final long PIXELS_MAX = 50_000_000;

  /** Its decoder is written in Java and takes a second for some five million. */
  private static final long WEBP_PIXELS_MAX = 20_000_000;

  private static final int SIDE_MAX = 30_000;
  private static final float JPEG_QUALITY = 0.82f;

  private final ExecutorService one =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("media-eye").daemon(true).factory());

  /** What a picture looks like. */
  record Seen(int width, int height, @Nullable Small small) {}

  /** The small picture's bytes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Small(byte[] bytes, FileType type) {}

  /** Empty when it is no picture, or none whose size can be read. */
  Optional<Seen> look(Path file, FileType type, byte[] head) {
    return switch (type) {
      case JPEG -> alone(() -> seen(file, "jpeg", JpegOrientation.of(file)));
      case PNG -> alone(() -> seen(file, "png", JpegOrientation.UPRIGHT));
      case GIF -> alone(() -> seen(file, "gif", JpegOrientation.UPRIGHT));
      case BMP -> alone(() -> seen(file, "bmp", JpegOrientation.UPRIGHT));
      case WEBP -> webpSize(head).flatMap(size -> alone(() -> Optional.of(webp(file, size))));
      case HEIC, AVIF ->
          alone(() -> HeifSize.of(file).map(size -> new Seen(size.width(), size.height(), null)));
      default -> Optional.empty();
    };
  }

  private Optional<Seen> alone(Callable<Optional<Seen>> looking) {
    try {
      return one.submit(looking).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      // A broken picture is still a file: it is kept, and shown as far as the browser can.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    one.shutdownNow();
  }

  private static Optional<Seen> seen(Path file, String format, int orientation) throws IOException {
    boolean lying = orientation > 4;
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      if (width <= 0 || height <= 0) {
        return Optional.empty();
      }
      @Nullable Small small = null;
      if ((long) width * height <= PIXELS_MAX && Math.max(width, height) <= SIDE_MAX) {
        small = small(reader, width, height, orientation);
      }
      return Optional.of(lying ? new Seen(height, width, small) : new Seen(width, height, small));
    } finally {
      reader.dispose();
    }
  }

  /** Its size stands in its header; a small picture is made of what is safe to decode. */
  private static Seen webp(Path file, Seen size) {
    try {
      @Nullable ImageReader reader = LossyWebp.reader(file).orElse(null);
      if (reader == null) {
        return size;
      }
      try {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        boolean decoded =
            width == size.width()
                && height == size.height()
                && (long) width * height <= WEBP_PIXELS_MAX;
        return decoded
            ? new Seen(width, height, small(reader, width, height, JpegOrientation.UPRIGHT))
            : size;
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      return size;
    }
  }

  /** Null when the picture has a size and no readable content. */
  private static @Nullable Small small(ImageReader reader, int width, int height, int orientation) {
    try {
      ImageReadParam param = reader.getDefaultReadParam();
      int step = Math.max(1, Math.max(width, height) / (2 * SMALL_PIXELS));
      param.setSourceSubsampling(step, step, 0, 0);
      return written(turned(reader.read(0, param), orientation));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static BufferedImage turned(BufferedImage image, int orientation) {
    double scale =
        Math.min(1, (double) SMALL_PIXELS / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) Math.round(image.getWidth() * scale));
    int height = Math.max(1, (int) Math.round(image.getHeight() * scale));
    boolean lying = orientation > 4;
    BufferedImage small =
        new BufferedImage(
            lying ? height : width,
            lying ? width : height,
            image.getColorModel().hasAlpha()
                ? BufferedImage.TYPE_INT_ARGB
                : BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = small.createGraphics();
    try {
      pen.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      pen.transform(upright(orientation, width, height));
      pen.drawImage(image, 0, 0, width, height, null);
    } finally {
      pen.dispose();
    }
    return small;
  }

  /** Turns a picture of this size, as the sensor saw it, the way it is to be looked at. */
  private static AffineTransform upright(int orientation, int width, int height) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
      default -> new AffineTransform();
    };
  }

  private static Small written(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (image.getColorModel().hasAlpha()) {
      try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
        ImageIO.write(image, "png", out);
      }
      return new Small(bytes.toByteArray(), FileType.PNG);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(JPEG_QUALITY);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return new Small(bytes.toByteArray(), FileType.JPEG);
  }

  private static Optional<Seen> webpSize(byte[] head) {
    if (head.length < 31) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    String chunk = new String(head, 12, 4, StandardCharsets.ISO_8859_1);
    return switch (chunk) {
      case "VP8X" -> sized((bytes.getInt(24) & 0xFFFFFF) + 1, (bytes.getInt(27) & 0xFFFFFF) + 1);
      case "VP8L" -> {
        int bits = bytes.getInt(21);
        yield sized((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
      }
      case "VP8 " -> sized(bytes.getShort(26) & 0x3FFF, bytes.getShort(28) & 0x3FFF);
      default -> Optional.empty();
    };
  }

  private static Optional<Seen> sized(int width, int height) {
    return width > 0 && height > 0 ? Optional.of(new Seen(width, height, null)) : Optional.empty();
  }
}
