package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.media.Eye.Seen;
import io.xiaoer.media.Eye.Small;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EyeTest {
  @TempDir Path folder;
  private final ImageInspector inspector = new ImageInspector();

  @AfterEach
  void close() {
    inspector.close();
  }

  private Optional<Seen> look(byte[] bytes) throws IOException {
    Path file = folder.resolve("x");
    Files.write(file, bytes);
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, FileTypeDetector.HEAD_BYTES));
    return inspector.look(file, FileTypeDetector.type(head), head);
  }

  /** Red at the top left, green at the top right, blue at the bottom left, white the rest. */
  private static byte[] corners(String format, int type, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    Graphics2D pen = image.createGraphics();
    Color[] colors = {Color.RED, Color.GREEN, Color.BLUE, Color.WHITE};
    for (int i = 0; i < 4; i++) {
      pen.setColor(colors[i]);
      pen.fillRect((i % 2) * width / 2, (i / 2) * height / 2, width / 2, height / 2);
    }
    pen.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** The same JPEG with a note of how to turn it. */
  private static byte[] turned(byte[] jpeg, int orientation) {
    byte[] tiff =
        ByteBuffer.allocate(26)
            .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
            .putInt(8)
            .putShort((short) 1)
            .putShort((short) 0x0112)
            .putShort((short) 3)
            .putInt(1)
            .putShort((short) orientation)
            .putShort((short) 0)
            .putInt(0)
            .array();
    ByteBuffer whole = ByteBuffer.allocate(jpeg.length + 4 + 6 + tiff.length);
    whole.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + 6 + tiff.length));
    whole.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff);
    whole.put(jpeg, 2, jpeg.length - 2);
    return whole.array();
  }

  private static String corner(BufferedImage image, int x, int y) {
    Color color = new Color(image.getRGB(x, y));
    boolean red = color.getRed() > 128;
    boolean green = color.getGreen() > 128;
    boolean blue = color.getBlue() > 128;
    return red && green && blue ? "W" : red ? "R" : green ? "G" : blue ? "B" : "?";
  }

  /** The corners, top left, top right, bottom left, bottom right. */
  private static String corners(Small small) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(small.bytes()));
    int right = image.getWidth() - 5;
    int bottom = image.getHeight() - 5;
    return corner(image, 5, 5)
        + corner(image, right, 5)
        + corner(image, 5, bottom)
        + corner(image, right, bottom);
  }

  @ParameterizedTest
  @CsvSource({
    "1,RGBW", "2,GRWB", "3,WBGR", "4,BWRG", "5,RBGW", "6,BRWG", "7,WGBR", "8,GWRB",
  })
  void turnsAPhotoTheWayItIsToBeLookedAt(int orientation, String expected) throws IOException {
    byte[] jpeg = corners("jpg", BufferedImage.TYPE_INT_RGB, 800, 400);
    Seen seen = look(turned(jpeg, orientation)).orElseThrow();
    boolean lying = orientation > 4;
    assertThat(seen.width()).isEqualTo(lying ? 400 : 800);
    assertThat(seen.height()).isEqualTo(lying ? 800 : 400);
    assertThat(corners(Objects.requireNonNull(seen.small()))).isEqualTo(expected);
  }

  @Test
  void keepsWhatShinesThrough() throws IOException {
    Seen seen = look(corners("png", BufferedImage.TYPE_INT_ARGB, 60, 40)).orElseThrow();
    Small small = Objects.requireNonNull(seen.small());
    assertThat(small.type()).isEqualTo(FileType.PNG);
    assertThat(ImageIO.read(new ByteArrayInputStream(small.bytes())).getWidth())
        .as("a small picture is not made larger")
        .isEqualTo(60);
    assertThat(look(corners("gif", BufferedImage.TYPE_INT_RGB, 700, 20))).isPresent();
    assertThat(look(corners("bmp", BufferedImage.TYPE_INT_RGB, 30, 20))).isPresent();
  }

  @Test
  void decodesNothingThatSaysToBeLargerThanAPhoto() throws IOException {
    // A PNG of a hundred bytes that says 30 000 by 30 000: 3.6 GB once decoded.
    ByteBuffer png = ByteBuffer.allocate(8 + 25);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    png.putInt(13);
    byte[] header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(30_000)
            .putInt(30_000)
            .put(new byte[] {8, 6, 0, 0, 0})
            .array();
    CRC32 crc = new CRC32();
    crc.update(header);
    png.put(header).putInt((int) crc.getValue());
    Seen seen = look(png.array()).orElseThrow();
    assertThat(seen.width()).isEqualTo(30_000);
    assertThat(seen.small()).isNull();
  }

  @Test
  void aBrokenPictureIsNoPictureAndNoTrouble() throws IOException {
    byte[] jpeg = corners("jpg", BufferedImage.TYPE_INT_RGB, 300, 300);
    byte[] png = corners("png", BufferedImage.TYPE_INT_RGB, 300, 300);
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      byte[] broken = (random.nextBoolean() ? jpeg : png).clone();
      for (int i = 0; i < 20; i++) {
        broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
      }
      broken = Arrays.copyOf(broken, 10 + random.nextInt(broken.length - 10));
      assertThat(look(broken)).as("seed %d", seed).isNotNull();
    }
    assertThat(look("no picture".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void readsHowLargeAWebpIs() throws IOException {
    byte[] webp = new byte[64];
    System.arraycopy("RIFF0000WEBPVP8X".getBytes(StandardCharsets.US_ASCII), 0, webp, 0, 16);
    webp[24] = (byte) 0x1F;
    webp[25] = 3; // 799 + 1
    webp[27] = (byte) 0x57;
    webp[28] = 2; // 599 + 1
    Seen seen = look(webp).orElseThrow();
    assertThat(seen.width()).isEqualTo(800);
    assertThat(seen.height()).isEqualTo(600);
  }
}
