package io.xiaoer.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceIdTest {
  @Test
  void anAnswerHasTheSameTraceOnEveryNodeAndAnotherOneThanAnyOther() {
    TraceId.First first = TraceId.of("5c0d2d0e-6a1f-4a9e-9f46-3f7f6d6a7a10");
    assertThat(TraceId.of("5c0d2d0e-6a1f-4a9e-9f46-3f7f6d6a7a10")).isEqualTo(first);
    assertThat(TraceId.of("5c0d2d0e-6a1f-4a9e-9f46-3f7f6d6a7a11").trace())
        .isNotEqualTo(first.trace());
    assertThat(first.trace().bytes()).hasSize(16);
    assertThat(first.trace().toString()).matches("[0-9a-f]{32}");
  }

  @Test
  void theShareIsThatOfAllTraces() {
    Random random = new Random(11);
    long taken =
        Stream.generate(() -> TraceId.random(random).trace())
            .limit(10_000)
            .filter(trace -> trace.isIn(0.1))
            .count();
    assertThat(taken).isBetween(900L, 1_100L);
    TraceId any = TraceId.random(random).trace();
    assertThat(any.isIn(0)).isFalse();
    assertThat(new TraceId(1, -1).isIn(1)).isTrue();
    assertThat(new TraceId(1, 0).isIn(0)).isFalse();
  }
}
