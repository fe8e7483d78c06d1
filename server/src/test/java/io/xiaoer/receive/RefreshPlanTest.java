package io.xiaoer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefreshPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
  private static final Random DICE = new Random(1);

  @Test
  void anotherListIsAskedForWithinADayAndNotAlwaysAtTheSameHour() {
    var hours =
        DICE.ints(200)
            .mapToObj(_ -> Duration.between(NOW, RefreshPlan.afterSuccess(NOW, DICE)))
            .toList();
    assertThat(hours)
        .allSatisfy(each -> assertThat(each).isBetween(Duration.ofHours(22), Duration.ofHours(24)));
    assertThat(hours.stream().distinct().count()).isGreaterThan(100);
  }

  @Test
  void afterFailuresItIsTriedSoonAndThenHourly() {
    assertThat(Duration.between(NOW, RefreshPlan.afterFailure(1, NOW, DICE)))
        .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    assertThat(Duration.between(NOW, RefreshPlan.afterFailure(1_000, NOW, DICE)))
        .isBetween(Duration.ofHours(1), Duration.ofMinutes(75));
  }

  @Test
  void anUnlistedAddressIsAReasonToLookButNotForEveryKnock() {
    Instant tomorrow = NOW.plus(Duration.ofHours(23));
    assertThat(RefreshPlan.isDue(null, null, false, NOW)).isTrue();
    assertThat(RefreshPlan.isDue(NOW, tomorrow, false, NOW.plus(Duration.ofHours(1)))).isFalse();
    assertThat(RefreshPlan.isDue(NOW, tomorrow, true, NOW.plus(Duration.ofMinutes(9)))).isFalse();
    assertThat(RefreshPlan.isDue(NOW, tomorrow, true, NOW.plus(Duration.ofMinutes(10)))).isTrue();
    assertThat(RefreshPlan.isDue(NOW, tomorrow, false, tomorrow)).isTrue();
  }

  @Test
  void aClockThatWasSetBackDoesNotPutTheNextLookOff() {
    assertThat(
            RefreshPlan.isDue(
                NOW, NOW.plus(Duration.ofHours(23)), false, NOW.minus(Duration.ofDays(400))))
        .isTrue();
  }
}
