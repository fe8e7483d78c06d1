package io.xiaoer.e2e;

import com.microsoft.playwright.Page;
import java.time.Duration;

/** How tests prove that something does not come: they look often, for as long as they say. */
public final class Absence {
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private Absence() {}

  /**
   * Fails as soon as {@code assertion} does; {@code bound} is longer than what must not come takes.
   */
  public static void holdsFor(Duration bound, Runnable assertion) {
    holdsFor(bound, assertion, () -> Pace.pause(LOOK_EVERY.toMillis()));
  }

  /** The same, while the page goes on. */
  static void holdsFor(Page page, Duration bound, Runnable assertion) {
    holdsFor(bound, assertion, () -> page.waitForTimeout((double) LOOK_EVERY.toMillis()));
  }

  private static void holdsFor(Duration bound, Runnable assertion, Runnable pause) {
    long end = System.nanoTime() + bound.toNanos();
    while (System.nanoTime() - end < 0) {
      assertion.run();
      pause.run();
    }
    assertion.run();
  }
}
