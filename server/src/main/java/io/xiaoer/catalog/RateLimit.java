package io.xiaoer.catalog;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast one shop's look-ups may follow each other. The platform allows 10 000 calls a minute and
 * 500 000 a day; answers to customers come out of the same allowance, and must never find it spent.
 * One look-up a second is 86 400 in a day, a sixth of it, whatever the log brings. Not thread-safe.
 */
final class RateLimit {
  private static final Duration PER_LOOK_UP = Duration.ofSeconds(1);

  /** A chat full of cards is drawn at once. */
  static final int AT_ONCE_MAX = 30;

  /** Left for those who wait when look-ups are made ahead. */
  static final int KEPT_FOR_PEOPLE = 10;

  /** When the whole allowance is there again; each look-up moves it on. */
  private Instant fullAt = Instant.MIN;

  /** Whether one may be made now; then it counts. */
  boolean take(Urgency urgency, Instant now) {
    if (next(urgency, now).isAfter(now)) {
      return false;
    }
    fullAt = (fullAt.isBefore(now) ? now : fullAt).plus(PER_LOOK_UP);
    return true;
  }

  /** When one may be made: {@code now}, or later. */
  Instant next(Urgency urgency, Instant now) {
    int usable =
        switch (urgency) {
          case ASKED, SHOWN, CHANGED -> AT_ONCE_MAX;
          case AHEAD -> AT_ONCE_MAX - KEPT_FOR_PEOPLE;
        };
    if (fullAt.isBefore(now)) {
      return now;
    }
    Instant allowed = fullAt.minus(PER_LOOK_UP.multipliedBy(usable - 1L));
    return allowed.isBefore(now) ? now : allowed;
  }
}
