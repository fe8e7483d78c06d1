package io.xiaoer.simulator.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time as it passes on this machine. */
public final class RealTimeline implements Timeline {
  private final InstantSource source = InstantSource.system();
  private final ScheduledThreadPoolExecutor waiting =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("simulator-clock").factory());

  public RealTimeline() {
    waiting.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    waiting.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant instant() {
    return source.instant();
  }

  @Override
  public void at(Instant when, Runnable task) {
    long nanos = Math.max(0, Duration.between(instant(), when).toNanos());
    try {
      var _ = waiting.schedule(() -> start(task), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      // Closing drops what is still due, and this came a moment later.
    }
  }

  @Override
  public void start(Runnable work) {
    Thread.ofVirtual().name("simulator-work").start(work);
  }

  @Override
  public void close() {
    waiting.shutdownNow();
  }
}
