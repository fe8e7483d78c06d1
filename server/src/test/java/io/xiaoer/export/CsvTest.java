package io.xiaoer.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  private static final int CASES = 20_000;

  /** Not seen by who reads the table, and skipped by one or another spreadsheet. */
  private static final List<String> UNSEEN =
      List.of(
          " ",
          "\t",
          "\r",
          "\n",
          "\u0000",
          "\u0008",
          "\u000B",
          "\u0085",
          "\u00A0",
          "\u00AD",
          "\u034F",
          "\u061C",
          "\u115F",
          "\u180E",
          "\u200B",
          "\u200D",
          "\u200E",
          "\u2028",
          "\u202E",
          "\u2060",
          "\u2066",
          "\u2800",
          "\u3000",
          "\u3164",
          "\uFE0F",
          "\uFEFF",
          "\uFFA0",
          "\uFFF9",
          "\uDB40\uDC20");

  private static final List<String> BEGINNINGS =
      List.of(
          "=", "+", "-", "@", "＝", "＋", "－", "＠", "\uFE66", "\uFE62", "\uFE63", "\uFE6B", "\u2212");

  @Test
  void beginsWithTheMarkByWhichExcelKnowsUtf8AndEndsLinesAsTheRuleSays() throws IOException {
    StringWriter out = new StringWriter();
    Csv csv = new Csv(out);
    csv.line(List.of("a", "在吗, 亲", "she said \"hi\"", "two\nlines"));
    assertThat(out.toString())
        .isEqualTo("\uFEFFa,\"在吗, 亲\",\"she said \"\"hi\"\"\",\"two\nlines\"\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=HYPERLINK(\"http://x\")",
        "+1+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\rx",
        " =1+1",
        "\u00A0=1",
        "\u200B=1",
        "\uFEFF=1",
        "\u00AD=1",
        "\u2060@x",
        "＝1",
        "=a\n=b",
        "\u0000=1",
        "'=1",
        "3895464567618158592"
      })
  void whatASpreadsheetWouldRunOrRoundIsMadeText(String value) {
    assertThat(Csv.cell(value)).matches("(?s)\"?'.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1-2",
        "1/2",
        "3/4/26",
        "0012",
        "1E5",
        "1e-5",
        "1.50",
        ".5",
        "5.",
        "50%",
        "(5)",
        "1,234",
        "¥12",
        "$12",
        "12:30",
        "8:00 PM",
        "12 1/2",
        "Mar-5",
        "MAR1",
        "5 Jan 2026",
        "3月4日",
        "8点30分",
        "２０２６年３月",
        "１－２",
        "true",
        "FALSE",
        "007",
        "12\u200B-3",
        "2026-01-02",
        "123456789012"
      })
  void whatASpreadsheetWouldReadAsAnotherValueIsMadeText(String value) {
    assertThat(Csv.cell(value)).matches("(?s)\"?'.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "42",
        "10.5",
        "在吗",
        "a=b",
        "x-y",
        "2026-11-25 08:00:00",
        "2026-11-25T00:00:00Z-x",
        "a@b.cn",
        "XL 码还有吗",
        "第2件",
        "oABC123",
        "退款 12 元",
        "在吗 1-2 天到"
      })
  void whatIsHarmlessStaysAsItIs(String value) {
    assertThat(Csv.cell(value)).isEqualTo(value);
  }

  @Test
  void nothingUnseenBeforeAFormulaHidesIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      StringBuilder value = new StringBuilder();
      for (int unseen = random.nextInt(6); unseen > 0; unseen--) {
        value.append(one(random, UNSEEN));
      }
      value.append(one(random, BEGINNINGS)).append(rest(random));
      assertThat(text(Csv.cell(value.toString())))
          .as("seed %d, %s", seed, escaped(value))
          .isEqualTo("'" + value);
    }
  }

  @Test
  void noNumberIsShownOtherwiseThanItWasWritten() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      StringBuilder value = new StringBuilder();
      for (int parts = 1 + random.nextInt(8); parts > 0; parts--) {
        value.append(
            one(random, List.of("0", "1", "7", "12", "00", ".", "-", "/", ":", ",", "E1", "%")));
      }
      String cell = Csv.cell(value.toString());
      boolean plain = value.toString().matches("(0|[1-9][0-9]{0,10})(\\.[0-9]{0,3}[1-9])?");
      boolean hasDigit = value.chars().anyMatch(Character::isDigit);
      if (hasDigit) {
        assertThat(text(cell)).as("seed %d, %s", seed, value).isEqualTo((plain ? "" : "'") + value);
      }
    }
  }

  private static String one(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static String rest(Random random) {
    StringBuilder rest = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      rest.append(one(random, List.of("1", "A", "(", ")", "\"", ",", "\n", "茶", "😀", "+", " ")));
    }
    return rest.toString();
  }

  /** What a spreadsheet has in the cell once it has read the quotes. */
  private static String text(String cell) {
    return cell.startsWith("\"")
        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
        : cell;
  }

  private static String escaped(StringBuilder value) {
    StringBuilder escaped = new StringBuilder();
    value.chars().forEach(c -> escaped.append("\\u%04X".formatted(c)));
    return escaped.toString();
  }
}
