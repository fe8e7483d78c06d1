package io.xiaoer.log;

import java.util.concurrent.TimeUnit;

/**
 * How long a writer waits for others before it commits. Events of a dense stream that come one by
 * one would each pay for a sync and for waking two threads; two milliseconds later they share it,
 * and nobody sees the difference.
 *
 * <p>Where nobody comes meanwhile, waiting is lost time: those who write one thing after the other
 * wait for this very commit. So a writer that waited in vain for a while stops, and tries again
 * later. For one thread.
 */
final class Linger {
  static final long NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Further apart than this is no stream. */
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** Groups of so many form by themselves while the disk is busy. */
  private static final int LARGE = 8;

  /** Others in a group, on average, for which it is worth waiting. */
  private static final double WORTH = 0.5;

  /** The averages follow the last so many groups. */
  private static final int GROUPS = 16;

  /** After so many groups that were not waited for, it is tried again. */
  private static final int TRIED_AGAIN = 1_000;

  private double size;
  private double gained = 1;
  private int unwaited;
  private long endedAtNanos;
  private boolean any;

  /** For how long to wait now that the first of a group has come; 0 for not at all. */
  long nanos(long nowNanos) {
    if (!any || nowNanos - endedAtNanos > CLOSE_NANOS || size >= LARGE) {
      return 0;
    }
    if (gained >= WORTH) {
      return NANOS;
    }
    if (++unwaited < TRIED_AGAIN) {
      return 0;
    }
    unwaited = 0;
    gained = 1;
    return NANOS;
  }

  /** A group was committed: so many there were when the first had come, and so many at the end. */
  void committed(boolean waited, int before, int all, long nowNanos) {
    any = true;
    endedAtNanos = nowNanos;
    size += (before - size) / GROUPS;
    if (waited) {
      gained += (all - before - gained) / GROUPS;
    }
  }
}
