package io.xiaoer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShortWaitsTest {
  private static final long LONG_NANOS = Duration.ofSeconds(50).toNanos();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whatIsHereIsNotWaitedFor() throws Exception {
    assertThat(new ShortWaits(0, 0).await(() -> true)).isTrue();
  }

  @Test
  void whatComesInTimeIsSeen() throws Exception {
    ShortWaits moments = new ShortWaits(2, LONG_NANOS);
    AtomicBoolean here = new AtomicBoolean();
    Future<Boolean> waiting = threads.submit(() -> moments.await(here::get));
    here.set(true);
    assertThat(waiting.get()).isTrue();
  }

  @Test
  void whatDoesNotComeIsGivenUp() throws Exception {
    assertThat(new ShortWaits(2, 5_000_000L).await(() -> false)).isFalse();
  }

  @Test
  void whoHasWaitedLongestLeavesForThoseThatComeWhenAllPlacesAreTaken() throws Exception {
    ShortWaits moments = new ShortWaits(2, LONG_NANOS);
    AtomicBoolean here = new AtomicBoolean();
    List<Future<Boolean>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      AtomicInteger looks = new AtomicInteger();
      waiting.add(
          threads.submit(() ->
              moments.await(() -> {
                looks.incrementAndGet();
                return here.get();
              })));
      // The second look is from its place.
      Awaitility.await().untilAtomic(looks, Matchers.greaterThan(1));
      if (i >= 2) {
        assertThat(waiting.get(i - 2).get()).isFalse();
      }
    }
    here.set(true);
    assertThat(waiting.get(3).get()).isTrue();
    assertThat(waiting.get(4).get()).isTrue();
  }
}
