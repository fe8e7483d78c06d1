package io.xiaoer.e2e;

import java.util.concurrent.locks.LockSupport;

/** Pauses that are part of a load or of a trouble. Nobody waits so for what is to come. */
public final class Pace {
  private Pace() {}

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static void until(long nanoTime) {
    for (long left; (left = nanoTime - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }
}
