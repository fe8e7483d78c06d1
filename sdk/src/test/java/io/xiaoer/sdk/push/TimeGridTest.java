package io.xiaoer.sdk.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeGridTest {
  private final TimeGrid grid = new TimeGrid(Duration.ofNanos(20));

  @Test
  void whatTookLongerEndsAtTheSameStep() {
    for (long elapsed = 0; elapsed < 20; elapsed++) {
      assertThat(elapsed + grid.left(elapsed)).isEqualTo(20);
      assertThat(20 + elapsed + grid.left(20 + elapsed)).isEqualTo(40);
    }
  }

  @Test
  void aStopLetsNobodyWait() {
    Thread.currentThread().interrupt();
    new TimeGrid(Duration.ofHours(1)).await(System.nanoTime());
    assertThat(Thread.interrupted()).as("still told").isTrue();
  }
}
