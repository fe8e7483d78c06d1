package io.xiaoer.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** When things were sent and when somebody's browser first saw them, by their numbers from 0. */
final class Sightings {
  private static final long NEVER = 0;

  private final AtomicLongArray sentAt;
  private final AtomicLongArray seenAt;
  private final AtomicInteger seen = new AtomicInteger();
  private volatile @Nullable Throwable trouble;

  Sightings(int count) {
    sentAt = new AtomicLongArray(count);
    seenAt = new AtomicLongArray(count);
  }

  void sending(int number) {
    sentAt.set(number, System.nanoTime());
  }

  /** False where it was seen before, or is none of these. */
  boolean saw(long number, long atNanos) {
    boolean isNew =
        number >= 0
            && number < seenAt.length()
            && seenAt.compareAndSet((int) number, NEVER, atNanos);
    if (isNew) {
      seen.incrementAndGet();
    }
    return isNew;
  }

  void broke(Throwable why) {
    trouble = why;
  }

  int count() {
    return seen.get();
  }

  void await(int count, Duration atMost) throws InterruptedException, IOException {
    long until = System.nanoTime() + atMost.toNanos();
    while (seen.get() < count && System.nanoTime() < until) {
      Throwable known = trouble;
      if (known != null) {
        throw new IOException("a live connection broke", known);
      }
      Thread.sleep(5);
    }
  }

  /** Of those from {@code from} to before {@code to} that were seen, in microseconds. */
  Histogram latency(int from, int to) {
    Histogram latency = Common.histogram();
    for (int number = from; number < to; number++) {
      if (seenAt.get(number) != NEVER) {
        latency.recordValue((seenAt.get(number) - sentAt.get(number)) / 1_000);
      }
    }
    return latency;
  }
}
