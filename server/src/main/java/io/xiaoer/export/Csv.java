package io.xiaoer.export;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * CSV as RFC 4180 has it, fit to be opened by a spreadsheet: with a byte order mark, by which Excel
 * knows UTF-8.
 *
 * <p>A spreadsheet takes a cell that begins with {@code = + - @} for a formula and runs it, whoever
 * wrote it, and a long number for one that it may round. Such cells begin with an apostrophe, which
 * is not part of the value.
 */
final class Csv {
  private static final String MARK = "\uFEFF";
  private static final String LINE_END = "\r\n";

  /** Also behind blanks, which some spreadsheets pass over. */
  private static final Pattern FORMULA =
      Pattern.compile("[\\s\\p{Cntrl}\\p{Z}]*[=+\\-@＝＋－＠].*", Pattern.DOTALL);

  private static final Pattern CONTROL_FIRST = Pattern.compile("[\\t\\r\\n].*", Pattern.DOTALL);

  /** Beyond 15 digits a spreadsheet writes others; from 12 on it shows 1.2E+11. */
  private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{12,}");

  private final Writer out;

  Csv(Writer out) throws IOException {
    this.out = out;
    out.write(MARK);
  }

  void line(List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(cell(cells.get(i)));
    }
    out.write(LINE_END);
  }

  static String cell(String value) {
    String safe =
        FORMULA.matcher(value).matches()
                || CONTROL_FIRST.matcher(value).matches()
                || LONG_NUMBER.matcher(value).matches()
            ? "'" + value
            : value;
    return safe.indexOf(',') < 0
            && safe.indexOf('"') < 0
            && safe.indexOf('\n') < 0
            && safe.indexOf('\r') < 0
        ? safe
        : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
