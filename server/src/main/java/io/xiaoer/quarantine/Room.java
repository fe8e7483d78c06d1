package io.xiaoer.quarantine;

import java.time.Duration;

/**
 * Whether there is room for one more push. Nothing that is kept ever makes room for another one, so
 * what may be forged must not be able to fill it all.
 *
 * <p>A right signature proves that the sender knows the token or moved the borders inside of a push
 * they have seen, not that the platform sent it. Three things tell the platform's from others': it
 * has sent what could be read before, or lists its addresses; it has many addresses; and its pushes
 * are a few kilobytes. Hence half of the room is for senders that somebody vouches for, a quarter
 * at most for one that nobody does, and a quarter of the bytes for all large ones together. Behind
 * a proxy that is not in {@code trusted-proxies} everybody is one sender.
 */
final class Room {
  /** Of one shop. A day of a busy shop with a wrong key; what comes after is not kept. */
  static final int PUSHES_MAX = 10_000;

  /** Of one shop, together. */
  static final long BYTES_MAX = 64L << 20;

  /** A body above this is larger than any push that was seen of the platform. */
  static final int LARGE_ABOVE_BYTES = 16 << 10;

  private static final long LARGE_BYTES_MAX = BYTES_MAX / 4;
  private static final int STRANGERS_PUSHES_MAX = PUSHES_MAX / 2;
  private static final long STRANGERS_BYTES_MAX = BYTES_MAX / 2;
  static final int STRANGER_PUSHES_MAX = PUSHES_MAX / 4;
  private static final long STRANGER_BYTES_MAX = BYTES_MAX / 4;

  /** Of one sender, newly kept. A repetition is not new. */
  static final Duration WINDOW = Duration.ofHours(1);

  static final int STRANGER_PUSHES_IN_WINDOW_MAX = 1_000;
  static final int VOUCHED_PUSHES_IN_WINDOW_MAX = PUSHES_MAX / 2;

  private Room() {}

  record Held(long pushes, long bytes) {
    static final Held NOTHING = new Held(0, 0);
  }

  /**
   * What one shop has here.
   *
   * @param large bodies above {@link #LARGE_ABOVE_BYTES}
   * @param strangers from senders that nobody vouched for
   * @param sender from the sender of the push in question
   * @param senderInWindow what came of these in the last {@link #WINDOW}
   */
  record Use(Held all, Held large, Held strangers, Held sender, long senderInWindow) {}

  static boolean hasRoom(Use use, int bytes, boolean vouched) {
    if (!fits(use.all, bytes, PUSHES_MAX, BYTES_MAX)) {
      return false;
    }
    if (bytes > LARGE_ABOVE_BYTES && !fits(use.large, bytes, PUSHES_MAX, LARGE_BYTES_MAX)) {
      return false;
    }
    if (vouched) {
      return use.senderInWindow < VOUCHED_PUSHES_IN_WINDOW_MAX;
    }
    return use.senderInWindow < STRANGER_PUSHES_IN_WINDOW_MAX
        && fits(use.sender, bytes, STRANGER_PUSHES_MAX, STRANGER_BYTES_MAX)
        && fits(use.strangers, bytes, STRANGERS_PUSHES_MAX, STRANGERS_BYTES_MAX);
  }

  private static boolean fits(Held held, int bytes, int pushesMax, long bytesMax) {
    return held.pushes < pushesMax && held.bytes + bytes <= bytesMax;
  }
}
