package io.xiaoer.store;

import java.time.Instant;

/** Numbers that are handed out one behind the other, and that others remember. */
public final class SequenceJump {
  private SequenceJump() {}

  /**
   * Where a count goes on after a backup has come back. It had gone on after the backup, nobody
   * knows how far, and whoever remembers a number of then would miss what is given the same ones.
   * So it leaps to the milliseconds since 1970, which lie ahead of every count that on average
   * takes less than a thousand a second, and ahead of every earlier leap.
   */
  public static long afterRestore(long newest, Instant now) {
    return Math.max(newest, now.toEpochMilli());
  }
}
