package io.xiaoer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CadenceTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10); // it may run over
  private final Cadence cadence = new Cadence(Duration.ofNanos(100), clock::get);

  @Test
  void theFirstAfterASilenceBeginsAtOnce() {
    assertThat(cadence.left()).isZero();
    cadence.begin();
    clock.addAndGet(250);
    assertThat(cadence.left()).isNegative();
  }

  @Test
  void whatComesCloseBehindWaitsForTheRestOfTheInterval() {
    cadence.begin();
    clock.addAndGet(30);
    assertThat(cadence.left()).isEqualTo(Duration.ofNanos(70));
    clock.addAndGet(70);
    assertThat(cadence.left()).isZero();
  }

  @Test
  void whoIsBehindGoesOnAtOnce() {
    cadence.begin();
    cadence.goOnAtOnce();
    assertThat(cadence.left()).isZero();
  }

  @Test
  void longWorkIsFollowedByARest() {
    cadence.begin();
    clock.addAndGet(80);
    cadence.restFor(Duration.ofNanos(240));
    assertThat(cadence.left()).isEqualTo(Duration.ofNanos(240));
    cadence.begin();
    clock.addAndGet(10);
    cadence.restFor(Duration.ofNanos(30));
    assertThat(cadence.left()).as("the interval is longer").isEqualTo(Duration.ofNanos(90));
  }
}
