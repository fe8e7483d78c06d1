package io.xiaoer.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void allIsSaidOnlyWhenNothingIsMissingAndNoneOnlyOfNothing() {
    assertThat(Rate.of(0, 0)).isEmpty();
    assertThat(Rate.of(0, 5)).hasValue(0);
    assertThat(Rate.of(5, 5)).hasValue(1);
    assertThat(Rate.of(1, 3)).hasValue(0.3333);
    assertThat(Rate.of(999_999, 1_000_000)).hasValue(0.9999);
    assertThat(Rate.of(1, 1_000_000)).hasValue(0.0001);
  }
}
