package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.xiaoer.media.ImageInspector.Seen;
import io.xiaoer.media.ImageInspector.Small;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
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

class ImageInspectorTest {
  private static final long MEMORY_MAX = 16_000_000;

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
    return withExif(jpeg, tiff);
  }

  private static byte[] withExif(byte[] jpeg, byte[] tiff) {
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

  private static byte[] box(String type, byte[]... inside) {
    byte[] content = joined(inside);
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] extent(int width, int height) {
    return box("ispe", ByteBuffer.allocate(12).putInt(0).putInt(width).putInt(height).array());
  }

  private static byte[] heic(byte[]... properties) {
    return joined(
        box("ftyp", "heic\0\0\0\0mif1heic".getBytes(StandardCharsets.US_ASCII)),
        box("free", new byte[100]),
        box(
            "meta",
            new byte[4],
            box("hdlr", "\0\0\0\0\0\0\0\0pict".getBytes(StandardCharsets.US_ASCII), new byte[13]),
            box("pitm", new byte[6]),
            box("iprp", box("ipco", properties), box("ipma", new byte[8]))),
        box("mdat", new byte[1_000]));
  }

  @ParameterizedTest
  @CsvSource({"0,4032,3024", "1,3024,4032", "2,4032,3024", "3,3024,4032"})
  void readsHowLargeAHeicIsAndWhichWayUp(int quarterTurns, int width, int height)
      throws IOException {
    // A phone's: tiles, the photo they make, its thumbnail.
    byte[] phone =
        heic(
            box("hvcC", new byte[120]),
            extent(512, 512),
            extent(4032, 3024),
            box("irot", new byte[] {(byte) quarterTurns}),
            extent(320, 240));
    assertThat(look(phone)).contains(new Seen(width, height, null));
  }

  @Test
  void aHeicWithoutASizeHasNone() throws IOException {
    assertThat(look(heic(box("hvcC", new byte[9])))).isEmpty();
    assertThat(look(heic(extent(-1, 4)))).isEmpty();
    assertThat(look(heic(extent(0, 4)))).isEmpty();
    byte[] whole = heic(extent(4032, 3024));
    for (int length = 12; length < whole.length; length++) {
      assertThat(look(Arrays.copyOf(whole, length))).as("cut off after %d", length).isNotNull();
    }
  }

  /** What looking at a file reserves, whether it is still needed or not. */
  private long reserved(byte[] bytes, Looking looking) throws IOException {
    Path file = folder.resolve("hostile");
    Files.write(file, bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    looking.at(file);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private interface Looking {
    void at(Path file) throws IOException;
  }

  @Test
  void reservesNoMemoryForWhatAHeicOnlyClaims() throws IOException {
    byte[] claims = heic(extent(4032, 3024), extent(8064, 6048));
    int second = indexOf(claims, "ispe", indexOf(claims, "ispe", 0) + 4) - 4;
    ByteBuffer.wrap(claims).putInt(second, 300_000_000);
    assertThat(reserved(claims, file -> assertThat(HeifSize.of(file)).isPresent()))
        .isLessThan(MEMORY_MAX);

    byte[] nested = new byte[800_000];
    for (int at = 0; at + 8 <= nested.length; at += 8) {
      ByteBuffer.wrap(nested, at, 8)
          .putInt(nested.length - at)
          .put("ipco".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(reserved(heic(nested), file -> assertThat(HeifSize.of(file)).isEmpty()))
        .isLessThan(MEMORY_MAX);
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }

  @Test
  void readsOfExifWhatItNeedsHoweverMuchElseIsThere() throws IOException {
    // Thousands of tags that all point at the same 28 000 bytes, and how to turn the photo behind
    // them.
    int tags = 2_500;
    int valuesAt = 8 + 2 + (tags + 1) * 12 + 4;
    int values = 3_500;
    ByteBuffer tiff = ByteBuffer.allocate(valuesAt + values * 8);
    tiff.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) (tags + 1));
    for (int i = 0; i < tags; i++) {
      tiff.putShort((short) (0x4000 + i)).putShort((short) 5).putInt(values).putInt(valuesAt);
    }
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) 6);
    byte[] jpeg = withExif(corners("jpg", BufferedImage.TYPE_INT_RGB, 8, 8), tiff.array());
    assertThat(reserved(jpeg, file -> assertThat(JpegOrientation.of(file)).isEqualTo(6)))
        .isLessThan(MEMORY_MAX);
  }

  /** 800 by 400, made with libwebp. */
  private static byte[] webp(String name) throws IOException {
    try (InputStream in = ImageInspectorTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  private static byte[] riff(byte[]... chunks) {
    byte[] inside = joined(chunks);
    return ByteBuffer.allocate(12 + inside.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(4 + inside.length)
        .put("WEBP".getBytes(StandardCharsets.US_ASCII))
        .put(inside)
        .array();
  }

  private static byte[] chunk(String name, byte[] content) {
    return ByteBuffer.allocate(8 + content.length + content.length % 2)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] extended(int flags, int width, int height) {
    ByteBuffer content = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    content.put(0, (byte) flags).putInt(4, width - 1).put(7, (byte) (height - 1));
    content.put(8, (byte) ((height - 1) >> 8)).put(9, (byte) ((height - 1) >> 16));
    return chunk("VP8X", content.array());
  }

  /** The picture itself, as a chunk with this size in its header. */
  private static byte[] lossy(int width, int height) throws IOException {
    byte[] whole = webp("corners.webp");
    byte[] chunk = Arrays.copyOfRange(whole, 12, whole.length);
    ByteBuffer.wrap(chunk)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(8 + 6, (short) width)
        .putShort(8 + 8, (short) height);
    return chunk;
  }

  @Test
  void makesASmallPictureOfAWebp() throws IOException {
    Seen seen = look(webp("corners.webp")).orElseThrow();
    assertThat(seen.width()).isEqualTo(800);
    assertThat(seen.height()).isEqualTo(400);
    Small small = Objects.requireNonNull(seen.small());
    assertThat(small.type()).isEqualTo(FileType.JPEG);
    assertThat(corners(small)).isEqualTo("RGBW");
  }

  @Test
  void readsNothingOfAWebpButItsPicture() throws IOException {
    byte[] profile = ByteBuffer.allocate(200).putInt(Integer.MAX_VALUE).array();
    byte[] file =
        riff(
            extended(0x2C, 800, 400),
            chunk("ICCP", profile),
            lossy(800, 400),
            chunk("EXIF", new byte[33]),
            lossy(16_383, 16_383));
    Small small = Objects.requireNonNull(look(file).orElseThrow().small());
    assertThat(corners(small)).isEqualTo("RGBW");
  }

  @Test
  void decodesNoWebpWhoseMemoryIsNotKnownBefore() throws IOException {
    for (String name : new String[] {"corners-lossless.webp", "corners-alpha.webp"}) {
      assertThat(look(webp(name))).as(name).contains(new Seen(800, 400, null));
    }
    byte[] animated = riff(extended(0x02, 800, 400), chunk("ANMF", new byte[40]));
    assertThat(look(animated)).contains(new Seen(800, 400, null));
    byte[] bomb = losslessOfManyTransforms();
    assertThat(look(riff(chunk("VP8L", bomb)))).contains(new Seen(4_096, 4_096, null));
    byte[] canvas = extended(0, 4_096, 4_096);
    assertThat(look(riff(canvas, chunk("VP8L", bomb)))).contains(new Seen(4_096, 4_096, null));
    assertThat(look(riff(canvas, chunk("ALPH", bomb), lossy(4_096, 4_096))))
        .contains(new Seen(4_096, 4_096, null));
  }

  @Test
  void decodesNoWebpThatIsLargerThanItSaysOrThanAPhoto() throws IOException {
    assertThat(look(riff(extended(0, 800, 400), lossy(16_383, 16_383))))
        .contains(new Seen(800, 400, null));
    assertThat(look(riff(lossy(16_383, 16_383)))).contains(new Seen(16_383, 16_383, null));
    byte[] claims = riff(lossy(800, 400));
    ByteBuffer.wrap(claims).order(ByteOrder.LITTLE_ENDIAN).putInt(16, -1);
    assertThat(look(claims)).contains(new Seen(800, 400, null));
  }

  /** 4 096 by 4 096: the decoder reserves 4 MB for every 27 bits of it. */
  private static byte[] losslessOfManyTransforms() {
    BitSet bits = new BitSet();
    int at = 0;
    for (int i = 0; i < 2; i++, at += 14) {
      bits.set(at, at + 12);
    }
    at += 4;
    for (int transform = 0; transform < 1_000; transform++) {
      bits.set(at); // one more, a predictor for blocks of 4 by 4
      for (int code = 0; code < 5; code++) {
        bits.set(at + 7 + 4 * code); // of one symbol, which takes no bits
      }
      at += 27;
    }
    byte[] content = new byte[40_000];
    content[0] = 0x2F;
    byte[] written = bits.toByteArray();
    System.arraycopy(written, 0, content, 1, written.length);
    return content;
  }

  @Test
  void aBrokenWebpIsNoTrouble() throws IOException {
    byte[] whole = webp("corners.webp");
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      byte[] broken = whole.clone();
      for (int i = 0; i < 8; i++) {
        broken[30 + random.nextInt(broken.length - 30)] = (byte) random.nextInt();
      }
      broken = Arrays.copyOf(broken, 32 + random.nextInt(broken.length - 31));
      assertThat(look(broken).orElseThrow().width()).as("seed %d", seed).isEqualTo(800);
    }
  }
}
