package io.xiaoer.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileTypeDetectorTest {
  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static List<Arguments> heads() {
    return List.of(
        Arguments.of("\u00FF\u00D8\u00FF\u00E0", FileType.JPEG),
        Arguments.of("\u0089PNG\r\n\u001A\n", FileType.PNG),
        Arguments.of("GIF89a", FileType.GIF),
        Arguments.of("RIFF0000WEBPVP8 ", FileType.WEBP),
        Arguments.of("RIFF0000WAVEfmt ", FileType.WAV),
        Arguments.of("0000ftypheic", FileType.HEIC),
        Arguments.of("0000ftypavif", FileType.AVIF),
        Arguments.of("0000ftypisom", FileType.MP4),
        Arguments.of("0000ftypqt  ", FileType.QUICKTIME),
        Arguments.of("0000ftyp3gp5", FileType.THREE_GP),
        Arguments.of("0000ftypM4A ", FileType.M4A),
        Arguments.of("\u001AE\u00DF\u00A3....webm", FileType.WEBM),
        Arguments.of("ID3\u0003", FileType.MP3),
        Arguments.of("#!AMR\n", FileType.AMR),
        Arguments.of("%PDF-1.7", FileType.PDF),
        Arguments.of("PK\u0003\u0004....[Content_Types].xml....word/document.xml", FileType.DOCX),
        Arguments.of("PK\u0003\u0004....xl/workbook.xml", FileType.XLSX),
        Arguments.of("PK\u0003\u0004....readme.txt", FileType.ZIP),
        Arguments.of("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", FileType.OLE),
        Arguments.of("just words", FileType.TEXT),
        Arguments.of("\u00E6\u009D\u00AF", FileType.TEXT),
        Arguments.of("<!DOCTYPE HTML><p>", FileType.HTML),
        Arguments.of("  <p>x</p><script>", FileType.HTML),
        Arguments.of("<svg xmlns='x'/>", FileType.XML),
        Arguments.of("GIF88a", FileType.TEXT),
        Arguments.of("\u0001\u0002\u0003", FileType.OTHER));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void tellsATypeByTheFirstBytes(String head, FileType type) {
    assertThat(FileTypeDetector.type(latin(head))).isEqualTo(type);
  }

  @Test
  void showsInPlaceNothingThatCouldHoldAScript() {
    assertThat(Arrays.stream(FileType.values()).filter(FileType::inline))
        .allSatisfy(type -> assertThat(type.kind()).isNotEqualTo(Kind.FILE));
    assertThat(FileType.HTML.servedAs()).isEqualTo("application/octet-stream");
    assertThat(FileType.XML.servedAs()).isEqualTo("application/octet-stream");
  }

  @Test
  void takesTextThatIsCutOffWithinACharacterForText() {
    byte[] text = "杯".repeat(2_000).getBytes(StandardCharsets.UTF_8);
    assertThat(FileTypeDetector.type(Arrays.copyOf(text, FileTypeDetector.HEAD_BYTES)))
        .isEqualTo(FileType.TEXT);
    assertThat(FileTypeDetector.type(Arrays.copyOf(text, 100))).isEqualTo(FileType.OTHER);
  }

  @Test
  void hasAWordForAnyBytes() {
    for (long seed = 1; seed <= 5_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      assertThat(FileTypeDetector.type(bytes)).as("seed %d", seed).isNotNull();
    }
  }

  static List<Arguments> names() {
    return List.of(
        Arguments.of("杯子.jpg", "杯子.jpg"),
        Arguments.of("../../etc/passwd", "passwd"),
        Arguments.of("C:\\x\\y.pdf", "y.pdf"),
        Arguments.of("a\u202Egpj.exe", "agpj.exe"),
        Arguments.of("a<b>:c.txt", "a_b__c.txt"),
        Arguments.of("...hidden", "hidden"),
        Arguments.of("CON.txt", "_CON.txt"),
        Arguments.of("a\u0000b\n", "ab"),
        Arguments.of("..", ""),
        Arguments.of("  ", ""));
  }

  @ParameterizedTest
  @MethodSource("names")
  void makesANameFitToBeSavedUnder(String name, String safe) {
    assertThat(SafeName.of(name)).isEqualTo(safe);
  }

  @Test
  void shortensALongNameAndKeepsWhatKindItIs() {
    assertThat(SafeName.of("很".repeat(400) + ".docx")).hasSize(150).endsWith("很.docx");
    assertThat(SafeName.of("😀".repeat(400)).codePoints().count()).isEqualTo(150);
  }
}
