package io.xiaoer.report;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a round is by the rule of a preset. */
enum Verdict {
  IN_TIME,
  LATE,
  /** Without an answer for longer than it may be. */
  UNANSWERED,
  /** Without an answer, and not late yet. */
  WAITING,
  /** A person closed it without an answer. */
  NO_ANSWER_NEEDED,
  /** The rule does not count it. */
  LEFT_OUT;

  private static final String ANSWERED = "answered";
  private static final String OPEN = "open";

  /** Whoever needs an answer. */
  private static final String COUNTED = "counted";

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One of them by its word, or those that make one number together. */
  static Optional<Set<Verdict>> of(String word) {
    return switch (word) {
      case ANSWERED -> Optional.of(EnumSet.of(IN_TIME, LATE));
      case OPEN -> Optional.of(EnumSet.of(UNANSWERED, WAITING));
      case COUNTED -> Optional.of(EnumSet.of(IN_TIME, LATE, UNANSWERED, WAITING));
      default ->
          Arrays.stream(values())
              .filter(one -> one.word().equals(word))
              .findFirst()
              .map(EnumSet::of);
    };
  }

  static List<String> words() {
    return Stream.concat(
            Arrays.stream(values()).map(Verdict::word), Stream.of(ANSWERED, OPEN, COUNTED))
        .toList();
  }

  /** Whether somebody was to answer. */
  boolean needsAnswer() {
    return switch (this) {
      case IN_TIME, LATE, UNANSWERED, WAITING -> true;
      case NO_ANSWER_NEEDED, LEFT_OUT -> false;
    };
  }
}
