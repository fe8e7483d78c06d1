package io.xiaoer.simulator.customer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Ids as the platform's samples show them: nineteen digits, above 2^53, always rising, one series
 * for both directions.
 *
 * <p>The ids of a play depend on its seed, on when its steps are due and on how many came before,
 * and on nothing that happens while it runs: the same play has the same ids every time. For that
 * the series of a fresh simulator is moved to a day that the seed chooses. The play's ids are even,
 * all others odd, so that neither series has to know the other to be different from it. Between a
 * step that the machine is late with and an answer from the shop the order may be off by as many
 * milliseconds.
 */
public final class MessageIds {
  private static final int LEAP_MAX =
      4_096; // Real ids leave gaps; nobody may count on the next one.
  private static final Instant PLAYS_BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final long PLAYS_SPREAD_MILLIS = Duration.ofDays(180).toMillis();

  private final InstantSource clock;
  private final RandomGenerator random;
  private long movedMillis;
  private long last;

  public MessageIds(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public synchronized String next() {
    last = leap(clock.instant().toEpochMilli() + movedMillis, last, random) | 1;
    return Long.toString(last);
  }

  private static long leap(long millis, long before, RandomGenerator random) {
    // Milliseconds shifted by 21 bits have nineteen digits from 1985 to 2109, and rise over a
    // restart.
    return Math.max(millis << 21, before + 1) + random.nextInt(LEAP_MAX);
  }

  /** Begins a play now. Only the first of a fresh simulator gets the same ids again. */
  public synchronized Play play(long seed) {
    Random dice = new Random(seed);
    long now = clock.instant().toEpochMilli(); // Once: time goes on between two looks.
    if (last == 0) {
      movedMillis = PLAYS_BEGIN.toEpochMilli() + dice.nextLong(PLAYS_SPREAD_MILLIS) - now;
    }
    return new Play(now + movedMillis, last, dice);
  }

  /** The ids of one play, step by step. */
  public final class Play {
    private final long beginMillis;
    private final Random dice;
    private long lastOfPlay;

    private Play(long beginMillis, long last, Random dice) {
      this.beginMillis = beginMillis;
      this.lastOfPlay = last;
      this.dice = dice;
    }

    /**
     * The next message's id.
     *
     * @param at when the step is due, from the play's beginning
     */
    public String next(Duration at) {
      synchronized (MessageIds.this) {
        lastOfPlay = leap(beginMillis + at.toMillis(), lastOfPlay, dice) + 1;
        lastOfPlay &= ~1L;
        last = Math.max(last, lastOfPlay);
        return Long.toString(lastOfPlay);
      }
    }
  }
}
