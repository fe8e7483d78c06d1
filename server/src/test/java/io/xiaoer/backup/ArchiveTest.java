package io.xiaoer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.store.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final Instant AT = Instant.parse("2026-11-28T03:04:05Z");
  private static final String MEDIA = "media/" + "ab".repeat(32);
  private static final int BLOCK = 512;

  @TempDir Path folder;

  private final Progress progress = new Progress(_ -> {});

  /** Made by the first version, which wrote its tar itself. */
  private Path ofTheFirstVersion() throws IOException {
    Path file = folder.resolve("first.tar");
    try (InputStream in = ArchiveTest.class.getResourceAsStream("archive-format-1.tar")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  private static byte[] desk() {
    byte[] bytes = new byte[1_500];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7);
    }
    return bytes;
  }

  private Path written() throws IOException {
    Path file = folder.resolve("written.tar");
    try (ArchiveWriter writer = new ArchiveWriter(folder, AT)) {
      var _ = writer.add("desk.db.gz", 1_500, new ByteArrayInputStream(desk()));
      var _ = writer.add(MEDIA, 512, new ByteArrayInputStream(desk(), 0, 512));
      var _ = writer.add("empty", 0, InputStream.nullInputStream());
      var _ = writer.add("short", 700, new ByteArrayInputStream(desk(), 0, 100));
      writer.finish(
          file,
          sums ->
              new Manifest(
                  1,
                  "0.1.0",
                  Manifest.SQLITE,
                  Map.of("desk", "26"),
                  AT,
                  AT.plusSeconds(2),
                  7,
                  Map.of("message", 3L),
                  Map.of(),
                  new Manifest.Media(true, 1, 512, 0),
                  "word",
                  sums));
    }
    return file;
  }

  private static List<String> content(Path file) throws IOException {
    List<String> content = new ArrayList<>();
    new ArchiveReader(file)
        .each((name, size, in) ->
            content.add(name + " " + size + " " + Sha256.hex(in.readAllBytes())));
    return content;
  }

  @Test
  void readsAnArchiveOfTheFirstVersion() throws IOException {
    Path first = ofTheFirstVersion();
    Manifest manifest = new ArchiveReader(first).verified(progress);
    assertThat(manifest.lastSeq()).isEqualTo(7);
    assertThat(manifest.tables()).containsEntry("message", 3L);
    assertThat(content(first))
        .startsWith(
            "desk.db.gz 1500 " + Sha256.hex(desk()),
            MEDIA + " 512 " + Sha256.hex(Arrays.copyOf(desk(), 512)),
            "empty 0 " + Sha256.hex(new byte[0]),
            "short 700 " + Sha256.hex(Arrays.copyOf(Arrays.copyOf(desk(), 100), 700)))
        .hasSize(7);
  }

  @Test
  void writesTheSameFilesAsTheFirstVersionAndNothingOfWhoWroteThem() throws IOException {
    Path file = written();
    new ArchiveReader(file).verified(progress);
    assertThat(content(file)).isEqualTo(content(ofTheFirstVersion()));
    byte[] first = Files.readAllBytes(folder.resolve("first.tar"));
    byte[] now = Files.readAllBytes(file);
    assertThat(now).as("blocks").hasSameSizeAs(first);
    String header = new String(now, 0, BLOCK, StandardCharsets.US_ASCII);
    assertThat(header.substring(265, 329)).as("owner").isEqualTo("\0".repeat(64));
    assertThat(header.substring(100, 107)).as("rights").isEqualTo("0000600");
  }

  /** As the first version wrote it: from 8 GiB on the size is a binary number. */
  @Test
  void readsTheSizeOfAFileThatIsLargerThanTarCanWrite() throws IOException {
    long size = 9L << 30;
    byte[] header = Arrays.copyOf(Files.readAllBytes(ofTheFirstVersion()), BLOCK);
    ByteBuffer.wrap(header).put(124, (byte) 0x80).put(125, new byte[3]).putLong(128, size);
    byte[] blank = header.clone();
    Arrays.fill(blank, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte one : blank) {
      sum += one & 0xFF;
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, header, 148, digits.length);
    Path file = Files.write(folder.resolve("large.tar"), header);
    List<Long> sizes = new ArrayList<>();
    assertThatThrownBy(() -> new ArchiveReader(file).each((_, said, _) -> sizes.add(said)))
        .isInstanceOf(IOException.class);
    assertThat(sizes).containsExactly(size);
  }

  @Test
  void acceptsNoArchiveThatIsCutOffOrHoldsSomethingElse() throws IOException {
    Path file = written();
    byte[] whole = Files.readAllBytes(file);
    List<String> content = content(file);
    int end = whole.length - 2 * BLOCK; // what follows says only that nothing follows
    int refused = 0;
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      boolean cut = random.nextInt(4) == 0;
      byte[] broken = Arrays.copyOf(whole, cut ? random.nextInt(end - BLOCK) : whole.length);
      if (!cut) {
        broken[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
      }
      Path other = Files.write(folder.resolve("broken.tar"), broken);
      try {
        new ArchiveReader(other).verified(progress);
        // A bit that fills up a block, or ends a number, is nobody's.
        assertThat(content(other)).as("seed %d", seed).isEqualTo(content);
        assertThat(cut).as("seed %d, cut off", seed).isFalse();
      } catch (Trouble e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(150);
  }
}
