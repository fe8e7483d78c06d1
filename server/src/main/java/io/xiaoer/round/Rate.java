package io.xiaoer.round;

import java.util.OptionalDouble;

/** A part of all, from 0 to 1, as figures have it. */
public final class Rate {
  private static final long DIGITS = 10_000;

  private Rate() {}

  /** To four digits; 1 only when nothing is missing, 0 only of nothing. Empty of nothing at all. */
  public static OptionalDouble of(long some, long all) {
    if (all == 0) {
      return OptionalDouble.empty();
    }
    if (some == 0 || some == all) {
      return OptionalDouble.of(some == 0 ? 0 : 1);
    }
    long rounded = Math.round((double) some * DIGITS / all);
    return OptionalDouble.of((double) Math.clamp(rounded, 1, DIGITS - 1) / DIGITS);
  }
}
