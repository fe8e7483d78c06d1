package io.xiaoer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  @Test
  void givesABurstAndThenOneEachSecondHoweverManyAreAsked() {
    Pace pace = new Pace();
    int taken = 0;
    for (int millis = 0; millis < 60_000; millis += 10) {
      if (pace.take(Urgency.SHOWN, START.plusMillis(millis))) {
        taken++;
      }
    }
    assertThat(taken).isEqualTo(Pace.AT_ONCE_MAX + 59);
  }

  @Test
  void leavesSomeForThoseWhoWaitWhenLookUpsAreMadeAhead() {
    Pace pace = new Pace();
    int ahead = 0;
    while (pace.take(Urgency.AHEAD, START)) {
      ahead++;
    }
    assertThat(ahead).isEqualTo(Pace.AT_ONCE_MAX - Pace.KEPT_FOR_PEOPLE);
    int asked = 0;
    while (pace.take(Urgency.ASKED, START)) {
      asked++;
    }
    assertThat(asked).isEqualTo(Pace.KEPT_FOR_PEOPLE);
  }

  @Test
  void saysWhenTheNextMayBeMade() {
    Pace pace = new Pace();
    assertThat(pace.next(Urgency.AHEAD, START)).isEqualTo(START);
    while (pace.take(Urgency.CHANGED, START)) {}
    Instant next = pace.next(Urgency.CHANGED, START);
    assertThat(next).isEqualTo(START.plusSeconds(1));
    assertThat(pace.take(Urgency.CHANGED, next.minusNanos(1))).isFalse();
    assertThat(pace.take(Urgency.CHANGED, next)).isTrue();
  }
}
