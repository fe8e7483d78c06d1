package io.xiaoer.simulator.customer;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Ids as the platform's samples show them: nineteen digits, above 2^53, always rising, one series
 * for both directions.
 */
public final class MessageIds {
  private static final int LEAP_MAX =
      4_096; // Real ids leave gaps; nobody may count on the next one.

  private final InstantSource clock;
  private final RandomGenerator random;
  private long last;

  public MessageIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public synchronized String next() {
    // Milliseconds shifted by 21 bits have nineteen digits from 1985 to 2109, and rise over a
    // restart.
    long fromClock = clock.instant().toEpochMilli() << 21;
    last = Math.max(fromClock, last + 1) + random.nextInt(LEAP_MAX);
    return Long.toString(last);
  }
}
