package io.xiaoer;

import java.time.Duration;

/** How tests prove that something does not come: they look often, for as long as they say. */
public final class Absence {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Absence() {}

  /**
   * Fails as soon as {@code assertion} does; {@code bound} is longer than what must not come takes.
   */
  public static void holdsFor(Duration bound, Runnable assertion) {
    long end = System.nanoTime() + bound.toNanos();
    while (System.nanoTime() - end < 0) {
      assertion.run();
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    assertion.run();
  }
}
