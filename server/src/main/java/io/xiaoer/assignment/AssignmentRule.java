package io.xiaoer.assignment;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a shop's queue is shared out.
 *
 * @param ceiling conversations that somebody is given at most at a time, unless they have a ceiling
 *     of their own
 * @param preferLastAgent who served a customer before goes first
 * @param pullBackAfterSeconds without an answer for so long a conversation goes to somebody else;
 *     0: never
 * @param awayAfterMissed who misses so many one after the other is set to away; 0: never
 * @param idleMinutes an answered conversation counts for so long after the customer's last word
 * @param overflowAfterSeconds a group in which nobody is free keeps a customer for so long
 */
public record AssignmentRule(
    Mode mode,
    int ceiling,
    boolean preferLastAgent,
    int pullBackAfterSeconds,
    int awayAfterMissed,
    int idleMinutes,
    int overflowAfterSeconds) {

  /** Who shares the queue out. */
  public enum Mode {
    /** People take from it. */
    MANUAL,
    /** The server gives to people, who may take all the same. */
    AUTOMATIC;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final int CEILING_MAX = 99;

  /** How many conversations somebody takes at most: their own number goes before the shop's. */
  public int ceilingFor(@Nullable Integer own) {
    return own == null ? ceiling : own;
  }

  /** Of a shop that has said nothing. */
  public static final AssignmentRule DEFAULT =
      new AssignmentRule(Mode.MANUAL, 10, true, 120, 0, 10, 60);
}
