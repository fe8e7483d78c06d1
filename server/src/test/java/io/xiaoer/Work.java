package io.xiaoer;

import java.time.Duration;

/** Work that takes its time, where a test needs it to. */
public final class Work {
  private Work() {}

  public static void lasting(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
