package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AutomaticPaceTest {
  private static final Instant NOW = Instant.parse("2026-11-30T15:00:00Z");

  private final AutomaticPace pace = new AutomaticPace();

  @Test
  void aCrowdOfAMinuteLeavesAQuarterOfThePlatformsCallsToPeople() {
    int left = leave("a", NOW);
    for (int tenth = 1; tenth < 600; tenth++) {
      left += leave("a", NOW.plusMillis(tenth * 100L));
    }
    assertThat(left).isBetween(7_400, 7_650);
  }

  @Test
  void whatGathersWhileNothingLeavesIsBounded() {
    assertThat(leave("a", NOW)).isEqualTo(AutomaticPace.AT_ONCE_MAX);
    assertThat(leave("a", NOW)).isZero();
    assertThat(leave("a", NOW.plusSeconds(86_400))).isEqualTo(AutomaticPace.AT_ONCE_MAX);
  }

  @Test
  void aShopDoesNotWaitForAnotherNorForAClockThatWentBack() {
    leave("a", NOW);
    assertThat(leave("b", NOW)).isEqualTo(AutomaticPace.AT_ONCE_MAX);
    assertThat(leave("a", NOW.minusSeconds(60))).isZero();
    assertThat(leave("a", NOW.minusSeconds(59))).isEqualTo(AutomaticPace.PER_SECOND);
  }

  private int leave(String shop, Instant now) {
    int left = 0;
    while (pace.hasRoom(shop, now)) {
      pace.take(shop);
      left++;
    }
    return left;
  }
}
