package io.xiaoer.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.Rehearsal.Arrival;
import io.xiaoer.assignment.Rehearsal.Outcome;
import io.xiaoer.assignment.Rehearsal.Shift;
import io.xiaoer.assignment.Rehearsal.Told;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A day played again with another rule. */
class RehearsalTest {
  private static final ShopId SHOP = new ShopId("main");
  private static final Instant DAY = Instant.parse("2026-11-23T00:00:00Z");
  private static final Instant END = DAY.plus(Duration.ofDays(1));

  @Test
  void whoComesWhenSomebodyHasRoomIsAssignedAtOnce() {
    Outcome day =
        play(
            rule(2, 0),
            List.of(arrival(1, "01:00:00", 30)),
            List.of(shift("mei", "00:30", "02:00")));
    assertThat(day.told())
        .containsExactly(new Told(at("01:00:00"), at("01:00:00"), at("01:00:30")));
    assertThat(day.served()).containsExactly(Map.entry("mei", 1));
  }

  @Test
  void withASmallerCeilingTheThirdWaitsUntilSomebodyIsSilent() {
    List<Arrival> arrivals =
        List.of(arrival(1, "01:00:00", 30), arrival(2, "01:00:01", 30), arrival(3, "01:00:02", 30));
    List<Shift> shifts = List.of(shift("mei", "00:30", "03:00"));
    assertThat(play(rule(2, 0), arrivals, shifts).told().getLast().assignedAt())
        .as("the first one has been silent for ten minutes")
        .isEqualTo(at("01:10:00"));
    assertThat(play(rule(3, 0), arrivals, shifts).told().getLast().assignedAt())
        .isEqualTo(at("01:00:02"));
    assertThat(play(rule(3, 0), arrivals, shifts).mostAtOnce()).containsEntry("mei", 3);
  }

  @Test
  void withoutAnybodyThereOneWaitsForWhoComes() {
    Outcome day =
        play(
            rule(2, 0),
            List.of(arrival(1, "01:00:00", 30)),
            List.of(shift("mei", "02:00", "03:00")));
    assertThat(day.told().getFirst().assignedAt()).isEqualTo(at("02:00:00"));
    assertThat(play(rule(2, 0), List.of(arrival(1, "01:00:00", 30)), List.of()).told())
        .containsExactly(new Told(at("01:00:00"), null, null));
  }

  @Test
  void whoIsNotAnsweredInTimeGoesToTheOther() {
    Outcome day =
        play(
            rule(5, 60),
            List.of(arrival(1, "01:00:00", 90)),
            List.of(shift("lan", "00:30", "03:00"), shift("mei", "00:30", "03:00")));
    assertThat(day.returns()).as("each of them is too slow, and it goes on and on").isPositive();
  }

  @Test
  void outsideOfOpeningHoursNobodyIsAssignedUntilTheShopOpens() {
    Instant opens = at("01:30:00");
    Outcome day =
        Rehearsal.of(
            SHOP,
            rule(5, 0),
            List.of(arrival(1, "01:00:00", 30)),
            List.of(shift("mei", "00:30", "03:00")),
            now ->
                new ShopNow(
                    rule(5, 0),
                    !now.isBefore(opens),
                    now.isBefore(opens) ? opens.atZone(ZoneId.of("Asia/Shanghai")) : null,
                    true),
            END);
    assertThat(day.told().getFirst().assignedAt()).isEqualTo(opens);
  }

  @Test
  void whoWritesAgainSoonStaysAndLaterComesBackThroughTheQueue() {
    List<Shift> shifts = List.of(shift("lan", "00:30", "04:00"), shift("mei", "00:30", "04:00"));
    Outcome day =
        play(
            rule(5, 0),
            List.of(
                arrival(1, "01:00:00", 30), arrival(1, "01:05:00", 30), arrival(1, "03:00:00", 30)),
            shifts);
    assertThat(day.told()).hasSize(3).allMatch(one -> one.answeredAt() != null);
    assertThat(day.served()).as("who served them before").hasSize(1).containsValue(3);
  }

  @Test
  void aLargeDayIsPlayedAndIsTheSameEachTime() {
    Random random = new Random(20261130);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      arrivals.add(
          new Arrival(
              random.nextInt(1_500),
              DAY.plusSeconds(random.nextInt(86_000)),
              Duration.ofSeconds(5 + random.nextInt(120))));
    }
    List<Shift> shifts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int from = random.nextInt(16);
      shifts.add(
          new Shift(
              "agent" + i,
              null,
              DAY.plus(Duration.ofHours(from)),
              DAY.plus(Duration.ofHours(from + 8))));
    }
    Outcome day = play(rule(6, 120), arrivals, shifts);
    assertThat(day.told()).hasSizeGreaterThan(1_800);
    assertThat(day.mostAtOnce().values()).allMatch(most -> most <= 6);
    assertThat(play(rule(6, 120), arrivals, shifts)).isEqualTo(day);
  }

  private static Outcome play(AssignmentRule rule, List<Arrival> arrivals, List<Shift> shifts) {
    Function<Instant, ShopNow> open = _ -> new ShopNow(rule, true, null, true);
    return Rehearsal.of(SHOP, rule, arrivals, shifts, open, END);
  }

  private static AssignmentRule rule(int ceiling, int pullBack) {
    return new AssignmentRule(Mode.AUTOMATIC, ceiling, true, pullBack, 0, 10, 60);
  }

  private static Arrival arrival(long conversation, String at, int workSeconds) {
    return new Arrival(conversation, at(at), Duration.ofSeconds(workSeconds));
  }

  private static Shift shift(String username, String from, String to) {
    return new Shift(username, null, at(from + ":00"), at(to + ":00"));
  }

  private static Instant at(String time) {
    return Instant.parse("2026-11-23T" + time + "Z");
  }
}
