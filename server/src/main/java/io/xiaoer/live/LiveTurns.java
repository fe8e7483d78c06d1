package io.xiaoer.live;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One connection after the other sends, and for a part of the time none does. A frame for a
 * thousand browsers would else keep all threads that serve requests busy until the last of them has
 * it, and a push would stand at the end of that line.
 *
 * <p>A line that is slow is not waited for twice: from then on it sends without a turn, which costs
 * it little, for mostly it waits.
 */
final class LiveTurns {
  /** Longer than any frame takes that goes into the system's buffers. */
  private static final Duration SLOW = Duration.ofMillis(100);

  /** Somebody slow has the turn; who waited so long sends at once. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(1);

  /** Work for which an equal time is left to others, so that few connections notice nothing. */
  private static final Duration PIECE = Duration.ofMillis(5);

  private final Semaphore turn = new Semaphore(1, true);

  /** Since others were left time; of who has the turn. */
  private long workedNanos;

  /** What is done in a turn. */
  @FunctionalInterface
  interface Send {
    void send() throws IOException;
  }

  /** Gives whether the line was slow. */
  boolean send(boolean wasSlow, Send send) throws IOException, InterruptedException {
    boolean mine = !wasSlow && turn.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    try {
      long began = System.nanoTime();
      send.send();
      long took = System.nanoTime() - began;
      boolean slow = took > SLOW.toNanos();
      if (mine && !slow) {
        leaveTime(took);
      }
      return slow;
    } finally {
      if (mine) {
        turn.release();
      }
    }
  }

  private void leaveTime(long took) throws InterruptedException {
    workedNanos += took;
    if (workedNanos >= PIECE.toNanos()) {
      Thread.sleep(Duration.ofNanos(workedNanos));
      workedNanos = 0;
    }
  }
}
