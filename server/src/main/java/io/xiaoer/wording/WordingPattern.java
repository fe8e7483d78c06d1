package io.xiaoer.wording;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of a shop's; also of other features whose patterns people write and others' texts meet.
 *
 * <p>What it may take is counted and not timed. RE2 goes from char to char, and for each does at
 * most the work of its whole program: one step is an instruction at a char. A pattern has {@link
 * #STEPS_MAX} of them for one text, whatever the two are; what is behind is not looked at. Even the
 * largest program gets to the end of {@link #TEXT_CHARS_MAX} chars.
 */
public final class WordingPattern {
  /** What any pattern reads of a text: more than the platform takes as one message. */
  public static final int TEXT_CHARS_MAX = 2_048;

  /**
   * Of one pattern, in RE2's instructions; a phone number in all its spellings has some fifty. By
   * measurement: {@code bench/load patterns} says what such a one takes at worst.
   */
  static final int PROGRAM_MAX = 128;

  static final long STEPS_MAX = (long) PROGRAM_MAX * TEXT_CHARS_MAX;

  /** Of all patterns together that one text meets. */
  public static final int PROGRAMS_MAX = 2_500;

  /** Before it is compiled: counts multiply where one stands inside another. */
  private static final int COUNTS_PRODUCT_MAX = 2_000;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,5})(?:,(\\d{0,5}))?\\}");

  private final String written;

  /** Null where it is refused. */
  private final @Nullable Pattern pattern;

  private final @Nullable Fault fault;

  private WordingPattern(String written, @Nullable Pattern pattern, @Nullable Fault fault) {
    this.written = written;
    this.pattern = pattern;
    this.fault = fault;
  }

  /** Why a text is no pattern that can be used. */
  public enum Fault {
    NOT_A_PATTERN,
    TOO_COMPLEX;

    /** As the API names it. */
    public String word() {
      return switch (this) {
        case NOT_A_PATTERN -> "not_a_pattern";
        case TOO_COMPLEX -> "too_complex";
      };
    }
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

  /**
   * In RE2's syntax; capitals do not matter, and a line has a beginning and an end.
   *
   * @throws Unfit with the reason
   */
  public static WordingPattern compile(String written) {
    if (countsProduct(written) > COUNTS_PRODUCT_MAX) {
      throw new Unfit(Fault.TOO_COMPLEX, "its counts multiply to too much");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(written, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    } catch (PatternSyntaxException e) {
      throw new Unfit(Fault.NOT_A_PATTERN, e.getDescription());
    }
    int size = pattern.programSize();
    if (size > PROGRAM_MAX) {
      throw new Unfit(
          Fault.TOO_COMPLEX,
          "it comes to %s steps for each character, and %s are allowed"
              .formatted(size, PROGRAM_MAX));
    }
    if (pattern.matches("")) {
      throw new Unfit(Fault.NOT_A_PATTERN, "it fits every text");
    }
    return new WordingPattern(written, pattern, null);
  }

  /** One that was taken before, maybe when more was allowed: refused now, it finds nothing. */
  public static WordingPattern kept(String written) {
    try {
      return compile(written);
    } catch (Unfit unfit) {
      return new WordingPattern(written, null, unfit.fault());
    }
  }

  public String written() {
    return written;
  }

  /** Why it finds nothing; empty where it is in use. */
  public Optional<Fault> refusal() {
    return Optional.ofNullable(fault);
  }

  /** The steps that it may take for each char. */
  public int programSize() {
    Pattern used = pattern;
    return used == null ? 0 : used.programSize();
  }

  public boolean isIn(CharSequence text) {
    Pattern used = pattern;
    return used != null && used.matcher(seen(text, used)).find();
  }

  /** As much as there are steps for. */
  private static CharSequence seen(CharSequence text, Pattern used) {
    long most = STEPS_MAX / used.programSize();
    return text.length() <= most ? text : text.subSequence(0, (int) most);
  }

  /**
   * Where it is found, from and behind, at most so many times: its first group where it has one,
   * and else all of it. The first place is always found, others as long as steps are left.
   */
  List<int[]> places(CharSequence text, int max) {
    Pattern used = pattern;
    if (used == null) {
      return List.of();
    }
    CharSequence seen = seen(text, used);
    int size = used.programSize();
    int end = seen.length();
    Matcher matcher = used.matcher(seen);
    List<int[]> found = new ArrayList<>();
    long left = STEPS_MAX;
    for (int at = 0; found.size() < max && at <= end; ) {
      left -= (long) size * (end - at);
      if (left < 0 || !matcher.find(at)) {
        break;
      }
      int from = matcher.start();
      int to = matcher.end();
      int again = Math.max(to, at + 1);
      // Groups are found by going over the place once more, with the places of all groups in hand.
      long groupSteps = (long) size * (to - from + 1) * (1 + matcher.groupCount());
      if (matcher.groupCount() > 0 && groupSteps <= left) {
        left -= groupSteps;
        if (matcher.start(1) >= 0) {
          from = matcher.start(1);
          to = matcher.end(1);
          again = Math.max(to, at + 1);
        }
      }
      if (from < to) {
        found.add(new int[] {from, to});
      }
      at = again;
    }
    return found;
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

  @Override
  public String toString() {
    return written;
  }
}
