package io.xiaoer.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReaderThrottleTest {
  private static final int FOLLOWERS = 3;

  @Test
  void withoutARushAllWorkSideBySide() throws Exception {
    ReaderThrottle throttle = new ReaderThrottle(() -> false);
    CountDownLatch together = new CountDownLatch(FOLLOWERS);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> met = new ArrayList<>();
      for (int i = 0; i < FOLLOWERS; i++) {
        met.add(
            threads.submit(() ->
                throttle.follow(() -> {
                  together.countDown();
                  return together.await(1, TimeUnit.MINUTES);
                })));
      }
      for (Future<Boolean> one : met) {
        assertThat(one.get()).isTrue();
      }
    }
  }

  @Test
  void inARushTheyTakeTurnsAndLeaveNineTenthsOfTheTime() throws Exception {
    ReaderThrottle throttle = new ReaderThrottle(() -> true);
    AtomicInteger working = new AtomicInteger();
    AtomicInteger workingMax = new AtomicInteger();
    AtomicLong leftNanos = new AtomicLong();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> following = new ArrayList<>();
      for (int i = 0; i < FOLLOWERS; i++) {
        following.add(
            threads.submit(() -> {
              for (int piece = 0; piece < 3; piece++) {
                throttle.follow(() -> {
                  long start = System.nanoTime();
                  workingMax.accumulateAndGet(working.incrementAndGet(), Math::max);
                  Work.lasting(Duration.ofMillis(5));
                  working.decrementAndGet();
                  Duration left = Duration.ofNanos(System.nanoTime() - start).multipliedBy(9);
                  return leftNanos.addAndGet(
                      Math.min(left.toNanos(), ReaderThrottle.LEAVE_MAX.toNanos()));
                });
              }
              return 0;
            }));
      }
      for (Future<?> one : following) {
        one.get();
      }
    }
    Duration all = Duration.ofNanos(System.nanoTime() - began);
    assertThat(workingMax).hasValue(1);
    assertThat(all).isGreaterThanOrEqualTo(Duration.ofNanos(leftNanos.get()));
  }

  @Test
  void theEndOfARushEndsTheLeaving() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    ReaderThrottle throttle = new ReaderThrottle(() -> looks.incrementAndGet() <= 3);
    throttle.follow(() -> {
      Work.lasting(Duration.ofMillis(100)); // it would leave 500 ms, in more than twenty looks
      return 0;
    });
    assertThat(looks).hasValue(4);
  }

  @Test
  void whoFailsLeavesTheTurnToTheNext() throws Exception {
    ReaderThrottle throttle = new ReaderThrottle(() -> true);
    try {
      throttle.follow(() -> {
        throw new IllegalStateException("the disk");
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("the disk");
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.submit(() -> throttle.follow(() -> 42)).get(1, TimeUnit.MINUTES))
          .isEqualTo(42);
    }
  }
}
