package io.xiaoer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

class HeavyWorkTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);

  private static HeavyWork work(int waitingMax, Duration waitMax, int eachMax) {
    return new HeavyWork(
        new HeavyWork.Bounds(2, waitingMax, waitMax, eachMax, "mine_running", "node_busy"));
  }

  @Test
  void oneCallerIsRefusedWhatIsMoreAndOthersAreNot() {
    HeavyWork work = work(4, PATIENT, 1);
    try (HeavyWork.Place _ = work.enter("li")) {
      assertThatThrownBy(() -> work.enter("li"))
          .isInstanceOfSatisfying(
              ApiProblem.class,
              problem -> {
                assertThat(problem.getStatusCode().value()).isEqualTo(429);
                assertThat(problem.getBody().getProperties())
                    .containsEntry("reason", "mine_running");
                assertThat(problem.getHeaders().getFirst("Retry-After")).isNotNull();
              });
      work.enter("wang").close();
    }
    work.enter("li").close(); // and the refused one has left nothing behind
  }

  @Test
  void whoWaitsInVainIsToldWhenToComeAgain() {
    HeavyWork work = work(4, Duration.ofMillis(1), 4);
    try (HeavyWork.Place _ = work.enter("a");
        HeavyWork.Place _ = work.enter("b")) {
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> work.enter("c"))
            .isInstanceOfSatisfying(
                ApiProblem.class,
                problem -> {
                  assertThat(problem.getStatusCode().value()).isEqualTo(429);
                  assertThat(problem.getBody().getProperties())
                      .containsEntry("reason", "node_busy");
                  assertThat(problem.getHeaders().getFirst("Retry-After")).isNotNull();
                });
      }
    }
    work.enter("c").close();
  }

  @Test
  void soManyRunAtOnceAndTheOthersBehindThem() throws Exception {
    HeavyWork work = work(100, PATIENT, 100);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger runningMax = new AtomicInteger();
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        done.add(
            threads.submit(() -> {
              begin.await();
              try (HeavyWork.Place _ = work.enter("li")) {
                runningMax.accumulateAndGet(running.incrementAndGet(), Math::max);
                Work.lasting(Duration.ofNanos(100_000)); // so that they meet
                running.decrementAndGet();
              }
              return true;
            }));
      }
      begin.countDown();
      for (Future<Boolean> one : done) {
        assertThat(one.get(60, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(runningMax.get()).isLessThanOrEqualTo(2);
  }
}
