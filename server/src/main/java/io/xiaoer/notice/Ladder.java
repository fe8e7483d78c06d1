package io.xiaoer.notice;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is called when, while a customer waits.
 *
 * @param hoursOnly nobody is called while the shop is closed; who still waits when it opens is told
 *     of then
 */
record Ladder(List<Step> steps, boolean hoursOnly) {
  static final int STEPS_MAX = 10;
  static final int AFTER_SECONDS_MAX = 86_400;

  Ladder {
    steps = List.copyOf(steps);
  }

  /**
   * One rung.
   *
   * @param channelId null: nobody has chosen one yet, and nobody is called
   */
  record Step(int afterSeconds, Who who, @Nullable Long channelId) {}

  /** Who is named in the message. */
  enum Who {
    /** Everybody who says to be online. */
    ON_DUTY,
    /** Whoever serves the conversation. */
    OWNER,
    SUPERVISORS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Who::word).toList();
    }

    static Optional<Who> of(String word) {
      return Arrays.stream(values()).filter(who -> who.word().equals(word)).findFirst();
    }
  }

  /** Before anybody has set one. */
  static Ladder usual() {
    return new Ladder(
        List.of(
            new Step(60, Who.ON_DUTY, null),
            new Step(120, Who.OWNER, null),
            new Step(150, Who.SUPERVISORS, null)),
        true);
  }
}
