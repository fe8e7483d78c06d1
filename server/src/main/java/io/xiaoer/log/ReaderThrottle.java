package io.xiaoer.log;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * While pushes come at full speed, those who follow the log work one after the other and for a
 * small part of the time, all of them together: a message that is digested a little later is seen
 * later, one that is not kept is lost.
 */
final class ReaderThrottle {
  /** Of the time, for one that the followers take. */
  private static final int PARTS_LEFT = 9;

  static final Duration LEAVE_MAX = Duration.ofMillis(500);

  /** How soon the end of a rush is noticed. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private final BooleanSupplier rush;
  private final ReentrantLock turn = new ReentrantLock(true);

  ReaderThrottle(BooleanSupplier rush) {
    this.rush = rush;
  }

  <T> T follow(EventLog.Piece<T> piece) throws InterruptedException {
    if (!rush.getAsBoolean()) {
      return piece.work();
    }
    turn.lockInterruptibly();
    try {
      long began = System.nanoTime();
      T done = piece.work();
      leave(Duration.ofNanos(System.nanoTime() - began).multipliedBy(PARTS_LEFT));
      return done;
    } finally {
      turn.unlock();
    }
  }

  private void leave(Duration asked) throws InterruptedException {
    long end = System.nanoTime() + (asked.compareTo(LEAVE_MAX) > 0 ? LEAVE_MAX : asked).toNanos();
    while (rush.getAsBoolean()) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (!left.isPositive()) {
        return;
      }
      Thread.sleep(left.compareTo(LOOK) > 0 ? LOOK : left);
    }
  }
}
