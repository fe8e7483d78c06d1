package io.xiaoer.webhook;

import io.xiaoer.outbound.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When an event that was not taken is tried again, and what a failing address is done with. Pure:
 * it reads no clock and draws no lots.
 */
final class Schedule {
  /** Before the second attempt, the third and so on, as Standard Webhooks proposes. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  static final int ATTEMPTS_MAX = PAUSES.size() + 1;

  /** So much longer at most, so that what failed together does not come back together. */
  private static final double JITTER = 0.2;

  /** So many calls in a row fail before an address is left alone. */
  static final int FAILURES_MAX = 5;

  private static final Duration PROBE_FIRST = Duration.ofSeconds(30);
  private static final Duration PROBE_MAX = Duration.ofMinutes(15);
  private static final int DOUBLINGS_MAX = 10;

  /** An address that has taken nothing for so long is not called any more. */
  static final Duration FAILING_MAX = Duration.ofDays(5);

  private static final Duration ASKED_MAX = Duration.ofDays(1);

  private Schedule() {}

  /**
   * How long to wait after so many attempts.
   *
   * @param chance from 0 to 1, drawn by lot
   */
  static Duration pause(int attempts, double chance) {
    Duration pause = PAUSES.get(Math.clamp(attempts - 1L, 0, PAUSES.size() - 1));
    return pause.plusMillis((long) (pause.toMillis() * JITTER * chance));
  }

  /** As long as the schedule says, or as the other side asked for where that is longer. */
  static Instant again(Answer answer, int attempts, Instant now, double chance) {
    Duration pause = pause(attempts, chance);
    if (answer instanceof Answer.Answered answered
        && answered.asksToWait()
        && answered.retryAfter() != null
        && answered.retryAfter().compareTo(pause) > 0) {
      pause = answered.retryAfter().compareTo(ASKED_MAX) > 0 ? ASKED_MAX : answered.retryAfter();
    }
    return now.plus(pause);
  }

  /** How long an address that fails is left alone, after so many failures in a row. */
  static Duration untilProbe(int failures) {
    int doublings = Math.clamp((long) failures - FAILURES_MAX, 0, DOUBLINGS_MAX);
    Duration pause = PROBE_FIRST.multipliedBy(1L << doublings);
    return pause.compareTo(PROBE_MAX) > 0 ? PROBE_MAX : pause;
  }
}
