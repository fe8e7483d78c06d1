package io.xiaoer.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often a channel may be called. Pure, and derived from the attempts that are written down: a
 * restart does not make it forget what it has sent.
 */
final class Pace {
  /** What is to be said meanwhile is said together. */
  static final Duration MERGED = Duration.ofSeconds(10);

  /** 企业微信 and 钉钉 take twenty; the rest is for whoever else uses the same robot. */
  static final int PER_MINUTE_MAX = 15;

  static final Duration MINUTE = Duration.ofMinutes(1);

  private Pace() {}

  /**
   * When the next message may leave; {@code now} when at once.
   *
   * @param tried attempts of the last minute, in any order
   */
  static Instant next(List<Instant> tried, @Nullable Instant silentUntil, Instant now) {
    List<Instant> newest = tried.stream().sorted(Comparator.reverseOrder()).toList();
    Instant next = now;
    if (!newest.isEmpty()) {
      next = later(next, newest.getFirst().plus(MERGED));
    }
    if (newest.size() >= PER_MINUTE_MAX) {
      next = later(next, newest.get(PER_MINUTE_MAX - 1).plus(MINUTE));
    }
    return silentUntil == null ? next : later(next, silentUntil);
  }

  /** Whether a person may try the channel: that need not wait for ten seconds. */
  static boolean hasRoom(List<Instant> tried, Instant now) {
    return tried.stream().filter(at -> at.plus(MINUTE).isAfter(now)).count() < PER_MINUTE_MAX;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
