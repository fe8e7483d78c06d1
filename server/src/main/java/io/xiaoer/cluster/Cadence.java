package io.xiaoer.cluster;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps work from being begun for each small thing by itself: the first after a silence at once,
 * what comes close behind it together, when the interval since the last beginning is over. For one
 * thread.
 */
public final class Cadence {
  private final long intervalNanos;
  private final LongSupplier nanos;
  private long beganAt;

  public Cadence(Duration interval) {
    this(interval, System::nanoTime);
  }

  Cadence(Duration interval, LongSupplier nanos) {
    intervalNanos = interval.toNanos();
    this.nanos = nanos;
    goOnAtOnce();
  }

  /** The next beginning does not wait: more is there than could be taken at once. */
  public void goOnAtOnce() {
    beganAt = nanos.getAsLong() - intervalNanos;
  }

  /** The next beginning comes so long from now at the earliest. */
  public void restFor(Duration least) {
    long began = nanos.getAsLong() + least.toNanos() - intervalNanos;
    if (began - beganAt > 0) {
      beganAt = began;
    }
  }

  /** Returns when it is time to begin again. */
  public void await() throws InterruptedException {
    Duration left = left();
    if (left.isPositive()) {
      Thread.sleep(left);
    }
    begin();
  }

  Duration left() {
    return Duration.ofNanos(beganAt + intervalNanos - nanos.getAsLong());
  }

  void begin() {
    beganAt = nanos.getAsLong();
  }
}
