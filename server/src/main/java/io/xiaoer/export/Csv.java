package io.xiaoer.export;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, fit to be opened by a spreadsheet: with a byte order mark, by which Excel
 * knows UTF-8.
 *
 * <p>A spreadsheet runs a cell that begins with {@code = + - @} as a formula, whoever wrote it. It
 * also reads as a number, a date or a truth value what looks like one, and shows and saves that in
 * place of what was written: {@code 1-2} becomes a day, {@code 0012} becomes 12. Such cells begin
 * with an apostrophe, which is not part of the value.
 *
 * <p>Every table that is given out is written here.
 */
public final class Csv {
  private static final String MARK = "\uFEFF";
  private static final String LINE_END = "\r\n";

  /**
   * What a spreadsheet may skip before it looks for a formula: blanks, controls, and characters
   * that are not seen (zero width, soft hyphen, direction marks, variation selectors, fillers).
   */
  private static final Pattern NOTHING_SEEN =
      Pattern.compile("[\\s\\p{Cc}\\p{Z}\\p{Cf}\\p{M}\\u115F\\u1160\\u3164\\uFFA0\\u2800]*");

  private static final String FORMULA_BEGINNINGS = "=+-@\u2212";

  /** Shown and saved as it is written: no leading zero, no trailing one behind the point. */
  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("(0|[1-9][0-9]{0,10})(\\.[0-9]{0,3}[1-9])?");

  /** Our own columns of times, which a spreadsheet reads as what they are. */
  private static final Pattern PLAIN_TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:]{8}|T[0-9:]{8}Z)");

  /** Digits, and nothing else but what belongs to numbers, dates, times and money. */
  private static final Pattern LIKE_A_NUMBER =
      Pattern.compile(
          "(?i)(?=.*[0-9])(?:[0-9.,:;/'\\\\\\-\u2212+%()\\s$\u00A3\u00A5\u20A9\u20AC]"
              + "|[年月日号时点分秒元]|上午|下午|星期[一二三四五六日天]|周[一二三四五六日天]"
              + "|AM|PM|(?<=\\s)[AP]$|(?<![A-Z])E(?![A-Z])"
              + "|JAN(UARY)?|FEB(RUARY)?|MAR(CH)?|APR(IL)?|MAY|JUNE?|JULY?|AUG(UST)?"
              + "|SEPT?(EMBER)?|OCT(OBER)?|NOV(EMBER)?|DEC(EMBER)?"
              + "|MON(DAY)?|TUE(SDAY)?|WED(NESDAY)?|THU(RSDAY)?|FRI(DAY)?|SAT(URDAY)?|SUN(DAY)?"
              + "|USD|CNY|RMB|EUR|GBP|JPY|HKD)+",
          Pattern.DOTALL);

  private static final Pattern TRUTH = Pattern.compile("(?i)\\s*(TRUE|FALSE)\\s*");

  /** Nothing longer is read as a number or a date. */
  private static final int NUMBER_CHARS_MAX = 255;

  private final Writer out;
  private final UnaryOperator<String> shown;

  public Csv(Writer out) throws IOException {
    this(out, UnaryOperator.identity());
  }

  /** {@code shown}: how the reader sees a text. */
  public Csv(Writer out, UnaryOperator<String> shown) throws IOException {
    this.out = out;
    this.shown = shown;
    out.write(MARK);
  }

  public void line(List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(cell(shown.apply(cells.get(i))));
    }
    out.write(LINE_END);
  }

  /** Of our own numbers, times and words; what people have written stands there as a text. */
  public void values(List<? extends @Nullable Object> values) throws IOException {
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.write(written(values.get(i)));
    }
    out.write(LINE_END);
  }

  private static String written(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Double number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      case Instant time -> time.truncatedTo(ChronoUnit.SECONDS).toString();
      case LocalDate day -> day.toString();
      case Object other -> cell(other.toString());
    };
  }

  static String cell(String value) {
    String safe = isReadOtherwise(value) ? "'" + value : value;
    return safe.indexOf(',') < 0
            && safe.indexOf('"') < 0
            && safe.indexOf('\n') < 0
            && safe.indexOf('\r') < 0
        ? safe
        : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static boolean isReadOtherwise(String value) {
    if (value.isEmpty()) {
      return false;
    }
    char first = value.charAt(0);
    return first == '\t'
        || first == '\r'
        || first == '\n'
        || first == '\'' // taken away by some spreadsheets
        || isFormula(value)
        || (value.length() <= NUMBER_CHARS_MAX && isNumberOrTruth(value));
  }

  private static boolean isFormula(String value) {
    var nothing = NOTHING_SEEN.matcher(value);
    int begin = nothing.lookingAt() ? nothing.end() : 0;
    if (begin == value.length()) {
      return false;
    }
    // Full-width and small forms are the same to spreadsheets in Chinese and Japanese.
    String beginning =
        Normalizer.normalize(Character.toString(value.codePointAt(begin)), Form.NFKC);
    return FORMULA_BEGINNINGS.indexOf(beginning.charAt(0)) >= 0;
  }

  private static boolean isNumberOrTruth(String value) {
    if (PLAIN_NUMBER.matcher(value).matches() || PLAIN_TIME.matcher(value).matches()) {
      return false;
    }
    String read = Normalizer.normalize(value, Form.NFKC).replaceAll("\\p{Cf}", "");
    return TRUTH.matcher(read).matches() || LIKE_A_NUMBER.matcher(read).matches();
  }
}
