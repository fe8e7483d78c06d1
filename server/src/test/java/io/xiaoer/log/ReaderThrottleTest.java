package io.xiaoer.log;

import static org.assertj.core.api.Assertions.assertThat;

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
                  return together.await(10, TimeUnit.SECONDS);
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
    AtomicLong workedNanos = new AtomicLong();
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
                  Thread.sleep(5);
                  working.decrementAndGet();
                  return workedNanos.addAndGet(System.nanoTime() - start);
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
    assertThat(all).isGreaterThanOrEqualTo(Duration.ofNanos(workedNanos.get()).multipliedBy(9));
  }

  @Test
  void theEndOfARushEndsTheLeaving() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Courtesy courtesy = new Courtesy(() -> looks.incrementAndGet() <= 3);
    courtesy.follow(() -> {
      Thread.sleep(100); // for which it would leave 500 ms, in more than twenty looks
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
      assertThat(threads.submit(() -> courtesy.follow(() -> 42)).get(10, TimeUnit.SECONDS))
          .isEqualTo(42);
    }
  }
}
