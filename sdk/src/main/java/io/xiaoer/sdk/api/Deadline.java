package io.xiaoer.sdk.api;

import java.time.Duration;

/** The moment by which a call has to end, on the clock that never jumps. */
record Deadline(long nanoTime) {
  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Zero or less when it has passed. */
  long nanosLeft() {
    return nanoTime - System.nanoTime();
  }
}
