package io.xiaoer.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

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
        "＝1",
        "=a\n=b",
        "\u0000=1",
        "3895464567618158592"
      })
  void whatASpreadsheetWouldRunOrRoundIsMadeText(String value) {
    assertThat(Csv.cell(value)).matches("(?s)\"?'.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "42", "在吗", "a=b", "x-y", "2026-11-25 08:00:00", "a@b.cn"})
  void whatIsHarmlessStaysAsItIs(String value) {
    assertThat(Csv.cell(value)).isEqualTo(value);
  }
}
