package io.xiaoer.simulator.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test turns it.
 *
 * <p>{@link #advance} runs what falls due on the way, in order, and before each step waits until
 * the work already begun has ended, so that three hours of retries give the same result every time.
 */
public final class HandTurnedClock implements Timeline {
  private static final Duration WORK_MAX = Duration.ofSeconds(30);

  private record Due(Instant when, long order, Runnable task) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(Comparator.comparing(Due::when).thenComparingLong(Due::order));
  private Instant now;
  private long orders;
  private int working;

  private HandTurnedClock(Instant now) {
    this.now = now;
  }

  public static HandTurnedClock startingAt(Instant start) {
    return new HandTurnedClock(start);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void at(Instant when, Runnable task) {
    if (!when.isAfter(now)) {
      start(task);
      return;
    }
    due.add(new Due(when, orders++, task));
  }

  @Override
  public void start(Runnable work) {
    synchronized (this) {
      working++;
    }
    Thread.ofVirtual()
        .name("simulator-work")
        .start(() -> {
          try {
            work.run();
          } finally {
            done();
          }
        });
  }

  private synchronized void done() {
    working--;
    notifyAll();
  }

  /** Turns the clock on; returns when everything due by then has been done. */
  public void advance(Duration by) {
    Instant target = instant().plus(by);
    settle();
    for (Due next = takeDueBy(target); next != null; next = takeDueBy(target)) {
      start(next.task());
      settle();
    }
    synchronized (this) {
      now = target;
    }
  }

  private synchronized @Nullable Due takeDueBy(Instant target) {
    Due head = due.peek();
    if (head == null || head.when().isAfter(target)) {
      return null;
    }
    due.poll();
    now = head.when().isAfter(now) ? head.when() : now;
    return head;
  }

  /** Waits until all work already begun has ended. */
  public synchronized void settle() {
    long deadline = System.nanoTime() + WORK_MAX.toNanos();
    while (working > 0) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        throw new IllegalStateException(
            working + " pieces of work did not end within " + WORK_MAX.toSeconds() + " s");
      }
      try {
        wait(leftMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for the simulator", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    due.clear();
  }
}
