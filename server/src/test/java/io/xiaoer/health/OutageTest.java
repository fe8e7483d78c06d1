package io.xiaoer.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final Instant BEGIN = Instant.parse("2026-11-25T08:00:00Z");
  private static final Duration SPAN = Duration.parse("PT3H36M10S");

  private static Instant after(String duration) {
    return BEGIN.plus(Duration.parse(duration));
  }

  @Test
  void theTriesTakeAsLongAsPublished() {
    assertThat(Outage.TRIES_SPAN).isEqualTo(SPAN);
  }

  @Test
  void whileItLastsTheClockRunsUntilTheFirstMessagesLastTry() {
    Outage outage = new Outage(BEGIN, null, "down");
    assertThat(outage.atRiskUntil(after("PT1H"))).contains(BEGIN.plus(SPAN));
    assertThat(outage.lostBefore(after("PT1H"))).isEmpty();
    assertThat(outage.lostBefore(BEGIN.plus(SPAN))).isEmpty();
  }

  @Test
  void whenItLastsLongerTheFirstAreGoneAndMoreEachMinute() {
    Outage outage = new Outage(BEGIN, null, "down");
    Instant now = BEGIN.plus(SPAN).plus(Duration.ofMinutes(20));
    assertThat(outage.atRiskUntil(now)).as("the hour is past").isEmpty();
    assertThat(outage.lostBefore(now)).contains(after("PT20M"));
  }

  @Test
  void onceItIsOverWhatWasMissedComesWithinTheLongestPause() {
    Outage outage = new Outage(BEGIN, after("PT30M"), "down");
    assertThat(outage.atRiskUntil(after("PT31M"))).contains(after("PT1H30M"));
    assertThat(outage.atRiskUntil(after("PT1H30M"))).isEmpty();
    assertThat(outage.lostBefore(after("PT99H"))).as("it was short enough").isEmpty();
  }

  @Test
  void whatWasLostStaysLost() {
    Outage outage = new Outage(BEGIN, after("PT4H36M10S"), "not_durable");
    assertThat(outage.lostBefore(after("PT99H"))).contains(after("PT1H"));
  }
}
