package io.xiaoer.receive;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When the platform is asked for its addresses again. Pure but for the dice it is given. */
final class RefreshPlan {
  /** The platform's page asks for once a day. */
  static final Duration DAILY = Duration.ofHours(24);

  /** So many installations do not all ask at the same minute. */
  static final Duration JITTER_MAX = Duration.ofHours(2);

  private static final Duration AGAIN_MIN = Duration.ofMinutes(2);
  private static final Duration AGAIN_MAX = Duration.ofHours(1);
  private static final int DOUBLINGS_MAX = 10;

  /** An address that is not on the list may be new: one look, but not for each of a stranger's. */
  static final Duration EARLY_MIN = Duration.ofMinutes(10);

  private RefreshPlan() {}

  static Instant afterSuccess(Instant now, RandomGenerator dice) {
    return now.plus(DAILY).minus(jitter(JITTER_MAX, dice));
  }

  /** {@code failures} in a row, this one included. */
  static Instant afterFailure(int failures, Instant now, RandomGenerator dice) {
    Duration pause = AGAIN_MIN.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    Duration bounded = pause.compareTo(AGAIN_MAX) > 0 ? AGAIN_MAX : pause;
    return now.plus(bounded).plus(jitter(bounded.dividedBy(4), dice));
  }

  /**
   * @param triedAt null when it was never tried
   * @param wanted whether a push came from an address that is not listed
   */
  static boolean isDue(
      @Nullable Instant triedAt, @Nullable Instant nextAt, boolean wanted, Instant now) {
    if (triedAt == null || nextAt == null || !now.isBefore(nextAt)) {
      return true;
    }
    // A clock that was set back must not put the next look off for years.
    return now.isBefore(triedAt) || (wanted && !now.isBefore(triedAt.plus(EARLY_MIN)));
  }

  private static Duration jitter(Duration max, RandomGenerator dice) {
    return Duration.ofMillis(dice.nextLong(max.toMillis() + 1));
  }
}
