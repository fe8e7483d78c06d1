package io.xiaoer.telemetry;

import java.time.Duration;

/** How exports end: after everything that they tell of, and without holding up the stop. */
final class LastWord {
  /** Whatever is in a higher phase, as by default, starts later and stops before. */
  static final int PHASE = 0;

  private static final Duration TAKES_MAX = Duration.ofSeconds(1);

  private LastWord() {}

  /** A collector that does not answer is left behind. */
  static void say(Runnable word) {
    try {
      Thread.ofVirtual().name("telemetry-last").start(word).join(TAKES_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
