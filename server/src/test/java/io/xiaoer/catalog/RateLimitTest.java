package io.xiaoer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  @Test
  void givesABurstAndThenOneEachSecondHoweverManyAreAsked() {
    RateLimit rateLimit = new RateLimit();
    int taken = 0;
    for (int millis = 0; millis < 60_000; millis += 10) {
      if (rateLimit.take(Urgency.SHOWN, START.plusMillis(millis))) {
        taken++;
      }
    }
    assertThat(taken).isEqualTo(RateLimit.AT_ONCE_MAX + 59);
  }

  @Test
  void leavesSomeForThoseWhoWaitWhenLookUpsAreMadeAhead() {
    RateLimit rateLimit = new RateLimit();
    int ahead = 0;
    while (rateLimit.take(Urgency.AHEAD, START)) {
      ahead++;
    }
    assertThat(ahead).isEqualTo(RateLimit.AT_ONCE_MAX - RateLimit.KEPT_FOR_PEOPLE);
    int asked = 0;
    while (rateLimit.take(Urgency.ASKED, START)) {
      asked++;
    }
    assertThat(asked).isEqualTo(RateLimit.KEPT_FOR_PEOPLE);
  }

  @Test
  void saysWhenTheNextMayBeMade() {
    RateLimit rateLimit = new RateLimit();
    assertThat(rateLimit.next(Urgency.AHEAD, START)).isEqualTo(START);
    while (rateLimit.take(Urgency.CHANGED, START)) {}
    Instant next = rateLimit.next(Urgency.CHANGED, START);
    assertThat(next).isEqualTo(START.plusSeconds(1));
    assertThat(rateLimit.take(Urgency.CHANGED, next.minusNanos(1))).isFalse();
    assertThat(rateLimit.take(Urgency.CHANGED, next)).isTrue();
  }
}
