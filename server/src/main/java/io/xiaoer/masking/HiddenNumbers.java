package io.xiaoer.masking;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Telephone numbers in texts: mobile ones, those of a landline with its area, and those that begin
 * with 400 or 800, in ordinary and full-width digits, as people write them in groups. A number in a
 * longer row of digits, as that of an order, is none.
 *
 * <p>The middle is replaced by as many asterisks, so that a text keeps its length, and what else is
 * known by places in it holds.
 */
public final class HiddenNumbers {
  private static final String GAP = "[-\\u2010-\\u2015\\uFF0D \\u00A0\\u3000.]?";
  private static final String D = "[0-9\\uFF10-\\uFF19]";
  private static final String ONE = "[1\\uFF11]";
  private static final String ZERO = "[0\\uFF10]";

  /** Separated by gaps after the third and the seventh digit, or not at all. */
  private static final String MOBILE =
      ONE + "[3-9\\uFF13-\\uFF19]" + D + GAP + D + "{4}" + GAP + D + "{4}";

  /** Of three or four digits, then seven or eight. */
  private static final String LANDLINE =
      ZERO + "[1-9\\uFF11-\\uFF19]" + D + "{1,2}[)\\uFF09]?" + GAP + D + "{3,4}" + GAP + D + "{4}";

  private static final String SERVICE =
      "[48\\uFF14\\uFF18]" + ZERO + "{2}" + GAP + D + "{3,4}" + GAP + D + "{3,4}";

  private static final Pattern NUMBER =
      Pattern.compile(
          "(?<!"
              + D
              + ")(?:(?:00)?86)?(?:"
              + MOBILE
              + "|"
              + LANDLINE
              + "|"
              + SERVICE
              + ")(?!"
              + D
              + ")");

  private static final int DIGITS_MIN = 10;
  private static final int SHOWN_FIRST = 3;
  private static final int SHOWN_LAST = 4;

  private HiddenNumbers() {}

  public static String mask(String text) {
    Matcher found = NUMBER.matcher(text);
    StringBuilder masked = null;
    while (found.find()) {
      if (masked == null) {
        masked = new StringBuilder(text);
      }
      hide(masked, found.start(), found.end());
    }
    return masked == null ? text : masked.toString();
  }

  private static void hide(StringBuilder text, int from, int to) {
    int digits = 0;
    for (int at = from; at < to; at++) {
      digits += Character.isDigit(text.charAt(at)) ? 1 : 0;
    }
    if (digits < DIGITS_MIN) {
      return;
    }
    int seen = 0;
    for (int at = from; at < to; at++) {
      if (Character.isDigit(text.charAt(at))) {
        seen++;
        if (seen > SHOWN_FIRST && seen <= digits - SHOWN_LAST) {
          text.setCharAt(at, '*');
        }
      }
    }
  }

  /**
   * What somebody has sent who was shown a masked text and changed it: where a masked number stands
   * as it was shown, the number of {@code original} is put back.
   */
  public static String restore(String original, String sent) {
    Matcher found = NUMBER.matcher(original);
    String restored = sent;
    int from = 0;
    while (found.find()) {
      String number = found.group();
      String shown = mask(number);
      int at = restored.indexOf(shown, from);
      if (at < 0) {
        at = restored.indexOf(shown);
      }
      if (at >= 0) {
        restored = restored.substring(0, at) + number + restored.substring(at + shown.length());
        from = at + number.length();
      }
    }
    return restored;
  }
}
