package io.xiaoer.starter;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets a line be logged once in ten seconds: strangers, and a full disk, can cause many. */
final class Seldom {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong last = new AtomicLong(System.nanoTime() - EVERY_NANOS);

  void run(Runnable line) {
    long now = System.nanoTime();
    long before = last.get();
    if (now - before >= EVERY_NANOS && last.compareAndSet(before, now)) {
      line.run();
    }
  }
}
