package io.xiaoer.sdk.push;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets what began at any moment end only at whole steps after it, so that from outside a little
 * more or less work looks the same.
 */
record TimeGrid(Duration step) {

  /**
   * The next step after {@code began} ({@link System#nanoTime}); at once for who is interrupted.
   */
  void await(long began) {
    long left = left(System.nanoTime() - began);
    try {
      TimeUnit.NANOSECONDS.sleep(left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nanoseconds from {@code elapsed} to the next whole step, which is never the present one. */
  long left(long elapsed) {
    return step.toNanos() - Math.floorMod(elapsed, step.toNanos());
  }
}
