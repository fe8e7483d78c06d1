package io.xiaoer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkerTest {
  @Test
  void aStepThatFailsIsMadeAgain() throws Exception {
    AtomicInteger made = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(1);
    Worker worker =
        new Worker(
            "work",
            "work: not done",
            () -> {
              switch (made.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("no table");
                case 2 -> throw new Lease.Lost();
                case 3 -> third.countDown();
                default -> untilStopped();
              }
            });
    worker.start();
    try {
      assertThat(third.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(worker.isRunning()).isTrue();
    } finally {
      worker.stop();
    }
  }

  @Test
  void aStopBreaksOffTheStepAndWaitsForItsEnd() throws Exception {
    Semaphore begun = new Semaphore(0);
    AtomicBoolean ended = new AtomicBoolean();
    Worker worker =
        new Worker(
            "work",
            "work: not done",
            () -> {
              begun.release();
              try {
                untilStopped();
              } finally {
                ended.set(true);
              }
            });
    worker.start();
    begun.acquire();
    worker.stop();
    assertThat(ended).isTrue();
    assertThat(worker.isRunning()).isFalse();
  }

  @Test
  void itCanBeStartedOnceMore() throws Exception {
    Semaphore made = new Semaphore(0);
    Worker worker =
        new Worker(
            "work",
            "work: not done",
            () -> {
              made.release();
              untilStopped();
            });
    for (int i = 0; i < 2; i++) {
      worker.start();
      made.acquire();
      worker.stop();
    }
    assertThat(made.availablePermits()).isZero();
  }

  private static void untilStopped() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
