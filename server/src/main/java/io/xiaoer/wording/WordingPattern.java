package io.xiaoer.wording;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Patterns of shops; also those of other features that people write and customers' texts meet. */
public final class WordingPattern {
  /** Of one pattern, in RE2's instructions; a phone number in all its spellings has some fifty. */
  static final int PROGRAM_MAX = 1_000;

  /** Before it is compiled: counts multiply where one stands inside another. */
  private static final int COUNTS_PRODUCT_MAX = 2_000;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,5})(?:,(\\d{0,5}))?\\}");

  private WordingPattern() {}

  /** Why a text is no pattern that can be used. */
  public enum Fault {
    NOT_A_PATTERN,
    TOO_COMPLEX
  }

  /** A pattern that is refused. */
  public static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Fault fault;

    private Unfit(Fault fault, String why) {
      super(why, null, false, false);
      this.fault = fault;
    }

    public Fault fault() {
      return fault;
    }
  }

  /** In RE2's syntax; capitals do not matter, and a line has a beginning and an end. */
  public static Pattern compile(String written) {
    if (countsProduct(written) > COUNTS_PRODUCT_MAX) {
      throw new Unfit(Fault.TOO_COMPLEX, "its counts multiply to too much");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(written, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    } catch (PatternSyntaxException e) {
      throw new Unfit(Fault.NOT_A_PATTERN, e.getDescription());
    }
    if (pattern.programSize() > PROGRAM_MAX) {
      throw new Unfit(Fault.TOO_COMPLEX, "it is too long");
    }
    if (pattern.matches("")) {
      throw new Unfit(Fault.NOT_A_PATTERN, "it fits every text");
    }
    return pattern;
  }

  private static long countsProduct(String written) {
    long product = 1;
    Matcher counts = COUNT.matcher(written);
    while (counts.find() && product <= COUNTS_PRODUCT_MAX) {
      String most =
          counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
      product *= Math.max(1, Long.parseLong(most));
    }
    return product;
  }
}
