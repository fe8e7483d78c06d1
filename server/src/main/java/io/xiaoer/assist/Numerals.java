package io.xiaoer.assist;

import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as people write them: in digits, or in Chinese. */
final class Numerals {
  /** For a pattern; what it finds need not be a number. */
  static final String PATTERN =
      "(?:[0-9]+(?:[.,][0-9]+)*(?:[万千百kw])?|[零〇一二两三四五六七八九十百千万亿半壹贰叁肆伍陆柒捌玖拾佰仟]+)";

  private static final String DIGITS = "零一二三四五六七八九";
  private static final String FORMAL = "〇壹贰叁肆伍陆柒捌玖";
  private static final long TEN_THOUSAND = 10_000;
  private static final int DIGITS_MAX = 15;

  private Numerals() {}

  static Optional<BigDecimal> read(String written) {
    if (written.isEmpty() || written.length() > DIGITS_MAX) {
      return Optional.empty();
    }
    char last = written.charAt(written.length() - 1);
    if (Character.isDigit(written.charAt(0))) {
      long unit =
          switch (last) {
            case '万', 'w' -> TEN_THOUSAND;
            case '千', 'k' -> 1_000;
            case '百' -> 100;
            default -> 1;
          };
      String digits = unit == 1 ? written : written.substring(0, written.length() - 1);
      return digits(digits).map(value -> value.multiply(BigDecimal.valueOf(unit)));
    }
    return chinese(written);
  }

  private static Optional<BigDecimal> digits(String written) {
    // A comma keeps thousands apart, a point the fraction.
    String plain = written.replace(",", "");
    if (!plain.matches("[0-9]+(?:\\.[0-9]+)?")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(plain).stripTrailingZeros());
  }

  private static Optional<BigDecimal> chinese(String written) {
    if (written.equals("半")) {
      return Optional.of(new BigDecimal("0.5"));
    }
    long total = 0;
    long section = 0;
    long digit = -1;
    boolean units = false;
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      int value = c == '两' ? 2 : Math.max(DIGITS.indexOf(c), FORMAL.indexOf(c));
      if (value >= 0) {
        plain.append(value);
        digit = value;
        continue;
      }
      units = true;
      switch (c) {
        case '十', '拾' -> section += (digit < 0 ? 1 : digit) * 10;
        case '百', '佰' -> section += Math.max(1, digit) * 100;
        case '千', '仟' -> section += Math.max(1, digit) * 1_000;
        case '万' -> {
          total += (section + Math.max(0, digit)) * TEN_THOUSAND;
          section = 0;
        }
        default -> {
          return Optional.empty();
        }
      }
      digit = -1;
    }
    return Optional.of(
        units
            ? BigDecimal.valueOf(total + section + Math.max(0, digit)).stripTrailingZeros()
            : new BigDecimal(plain.toString()).stripTrailingZeros());
  }
}
