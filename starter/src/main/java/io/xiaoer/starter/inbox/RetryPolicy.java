package io.xiaoer.starter.inbox;

import java.time.Duration;

/**
 * When a message is handled again after its handler has failed. With the standard one: after 1, 4,
 * 16, 64 and 256 seconds, and then every ten minutes.
 *
 * @param attemptsMax how often it is tried altogether; a process that died while it was tried
 *     counts
 * @param firstPause after the first attempt; each further pause is four times as long
 * @param pauseMax no pause is longer
 */
public record RetryPolicy(int attemptsMax, Duration firstPause, Duration pauseMax) {
  private static final int FACTOR = 4;
  private static final int STEPS_MAX = 20;

  /** Eight attempts within half an hour. */
  public static final RetryPolicy STANDARD =
      new RetryPolicy(8, Duration.ofSeconds(1), Duration.ofMinutes(10));

  /**
   * A policy of one's own.
   *
   * @throws IllegalArgumentException when there is no attempt, or a pause is negative
   */
  public RetryPolicy {
    if (attemptsMax < 1) {
      throw new IllegalArgumentException("attempts: " + attemptsMax + " (expected: 1 or more)");
    }
    if (firstPause.isNegative() || pauseMax.isNegative()) {
      throw new IllegalArgumentException("pause: negative (expected: 0 or more)");
    }
  }

  /** {@code attempt}: the one that failed, from 1. */
  Duration pauseAfter(int attempt) {
    Duration pause = firstPause;
    for (int i = 1; i < Math.min(attempt, STEPS_MAX) && pause.compareTo(pauseMax) < 0; i++) {
      pause = pause.multipliedBy(FACTOR);
    }
    return pause.compareTo(pauseMax) > 0 ? pauseMax : pause;
  }

  boolean isLast(int attempt) {
    return attempt >= attemptsMax;
  }
}
