package io.xiaoer.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Verdict> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Verdict::word).toList();
  }

  /** Whether somebody was to answer. */
  boolean needsAnswer() {
    return switch (this) {
      case IN_TIME, LATE, UNANSWERED, WAITING -> true;
      case NO_ANSWER_NEEDED, LEFT_OUT -> false;
    };
  }
}
