package io.xiaoer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.notice.AlarmChanges.Kept;
import io.xiaoer.notice.CallPlan.Call;
import io.xiaoer.notice.CallPlan.Message;
import io.xiaoer.notice.CallPlan.Phone;
import io.xiaoer.notice.CallPlan.Situation;
import io.xiaoer.notice.CallPlan.Told;
import io.xiaoer.notice.CallPlan.Waiting;
import io.xiaoer.notice.Ladder.Step;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.notice.NoticeTable.Purpose;
import io.xiaoer.notice.NoticeTable.State;
import io.xiaoer.notice.RetryPolicy.Next;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is called when, by which channel and how often, without calling anybody. */
class CallPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final ShopId SHOP = new ShopId("shop");
  private static final Ladder LADDER =
      new Ladder(
          List.of(
              new Step(60, Who.ON_DUTY, 1L),
              new Step(120, Who.OWNER, 1L),
              new Step(150, Who.SUPERVISORS, 2L)),
          true);

  @ParameterizedTest
  @CsvSource({"59,0", "60,1", "119,1", "120,2", "149,2", "150,3", "90000,3"})
  void eachStepIsDueWhenSomebodyHasWaitedThatLong(int seconds, int steps) {
    List<Message> messages = plan(List.of(waits(1, seconds)), Set.of());
    assertThat(messages.stream().mapToInt(one -> one.calls().size()).sum()).isEqualTo(steps);
    assertThat(messages).hasSize(steps == 3 ? 2 : Math.min(steps, 1));
  }

  @Test
  void aStepIsTakenOnceAndAgainWhenTheCustomerWritesAfterAnAnswer() {
    Waiting one = waits(1, 70);
    Told told = new Told(1, one.since(), 0, 1);
    assertThat(plan(List.of(one), Set.of(told))).isEmpty();
    Told ofBefore = new Told(1, one.since().minusSeconds(500), 0, 1);
    assertThat(plan(List.of(one), Set.of(ofBefore))).hasSize(1);
  }

  @Test
  void whoeverIsToBeNamedToOneChannelIsNamedInOneMessage() {
    List<Waiting> fifty = LongStream.range(0, 50).mapToObj(i -> waits(i, 130)).toList();
    List<Message> messages = plan(fifty, Set.of());
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().channelId()).isEqualTo(1);
    assertThat(messages.getFirst().at()).isEqualTo(NOW);
    assertThat(messages.getFirst().calls())
        .hasSize(100)
        .allMatch(call -> call.who() != Who.SUPERVISORS);
  }

  @Test
  void aShopWithoutALadderAtThisMomentCallsNobody() {
    Situation closed =
        new Situation(
            NOW, List.of(waits(1, 999)), Map.of(), channels(null), List.of(), Set.of(), Map.of());
    assertThat(CallPlan.of(closed)).isEmpty();
  }

  @Test
  void theNextChannelTakesTheMessageWhileOneIsLeftAloneAndAPausedOneIsNotReplaced() {
    List<Message> replaced =
        CallPlan.of(
            new Situation(
                NOW,
                List.of(waits(1, 70)),
                Map.of(SHOP, LADDER),
                channels(NOW.plusSeconds(600)),
                List.of(),
                Set.of(),
                Map.of()));
    assertThat(replaced).hasSize(1);
    assertThat(replaced.getFirst().channelId()).isEqualTo(2);
    assertThat(replaced.getFirst().calls().getFirst().told().channelId())
        .as("it is told for the step's own channel")
        .isEqualTo(1);
    List<Message> paused =
        CallPlan.of(
            new Situation(
                NOW,
                List.of(waits(1, 70)),
                Map.of(SHOP, LADDER),
                List.of(channel(1, true, null), channel(2, false, null)),
                List.of(),
                Set.of(),
                Map.of()));
    assertThat(paused).isEmpty();
  }

  @Test
  void aMessageWaitsUntilTenSecondsAfterTheOneBefore() {
    List<Message> messages =
        CallPlan.of(
            new Situation(
                NOW,
                List.of(waits(1, 70)),
                Map.of(SHOP, LADDER),
                channels(null),
                List.of(),
                Set.of(),
                Map.of(1L, List.of(NOW.minusSeconds(4)))));
    assertThat(messages.getFirst().at()).isEqualTo(NOW.plusSeconds(6));
  }

  /** The whole minute as it would go, with customers who come in each second of it. */
  @Test
  void fiftyCustomersWithinAMinuteAreAtMostSixMessagesOnEachChannelAndAllAreNamed() {
    Ladder both =
        new Ladder(List.of(new Step(0, Who.ON_DUTY, 1L), new Step(0, Who.OWNER, 2L)), false);
    Set<Told> told = new HashSet<>();
    Map<Long, List<Instant>> tried = Map.of(1L, new ArrayList<>(), 2L, new ArrayList<>());
    Set<Long> named = new HashSet<>();
    for (int second = 0; second < 70; second++) {
      Instant now = NOW.plusSeconds(second);
      int come = Math.min(50, second + 1);
      List<Waiting> waiting =
          IntStream.range(0, come)
              .mapToObj(i -> new Waiting(i, SHOP, NOW.plusSeconds(i), null))
              .toList();
      for (Message message :
          CallPlan.of(
              new Situation(
                  now, waiting, Map.of(SHOP, both), channels(null), List.of(), told, tried))) {
        if (!message.at().isAfter(now)) { // else it is gathered, as the pending row does
          tried.getOrDefault(message.channelId(), new ArrayList<>()).add(now);
          message.calls().stream().map(Call::told).forEach(told::add);
          message.calls().forEach(call -> named.add(call.told().conversationId()));
        }
      }
    }
    assertThat(named).hasSize(50);
    assertThat(told).hasSize(100);
    tried
        .values()
        .forEach(times ->
            assertThat(times.stream().filter(at -> at.isBefore(NOW.plusSeconds(60))))
                .hasSizeLessThanOrEqualTo(6));
  }

  @Test
  void noMoreThanFifteenMessagesLeaveInAMinute() {
    List<Instant> fifteen = IntStream.range(0, 15).mapToObj(i -> NOW.minusSeconds(59 - i)).toList();
    assertThat(Pace.next(fifteen, null, NOW)).isEqualTo(NOW.plusSeconds(1));
    assertThat(Pace.hasRoom(fifteen, NOW)).isFalse();
    assertThat(Pace.hasRoom(fifteen, NOW.plusSeconds(1))).isTrue();
    assertThat(Pace.next(List.of(), null, NOW)).isEqualTo(NOW);
    assertThat(Pace.next(List.of(), NOW.plusSeconds(90), NOW)).isEqualTo(NOW.plusSeconds(90));
  }

  @Test
  void whatIsNotTakenGoesToTheNextChannelAtOnceAndToTheSameOneAfterAWhile() {
    Outcome refused = new Outcome.Refused("no");
    List<Channel> two = channels(null);
    List<Channel> one = List.of(channel(1, false, null));
    assertThat(RetryPolicy.after(new Outcome.Delivered(), Purpose.WORK, 1, 1, two, NOW))
        .isEqualTo(new Next.Settled(State.DELIVERED));
    assertThat(RetryPolicy.after(refused, Purpose.WORK, 1, 1, two, NOW))
        .isEqualTo(new Next.Again(2, NOW));
    assertThat(RetryPolicy.after(refused, Purpose.WORK, 2, 2, two, NOW))
        .isEqualTo(new Next.Again(1, NOW));
    assertThat(RetryPolicy.after(refused, Purpose.WORK, 1, 1, one, NOW))
        .isEqualTo(new Next.Again(1, NOW.plusSeconds(10)));
    assertThat(RetryPolicy.after(refused, Purpose.WORK, 1, 3, one, NOW))
        .isEqualTo(new Next.Again(1, NOW.plusSeconds(40)));
    assertThat(RetryPolicy.after(refused, Purpose.WORK, 1, RetryPolicy.ATTEMPTS_MAX, two, NOW))
        .isEqualTo(new Next.Settled(State.FAILED));
    assertThat(RetryPolicy.after(refused, Purpose.SELF_TEST, 1, 1, two, NOW))
        .as("a test of a channel is of no other")
        .isEqualTo(new Next.Again(1, NOW.plusSeconds(10)));
    Outcome throttled = new Outcome.Throttled(Duration.ofMinutes(10), "");
    Instant until = NOW.plusSeconds(600);
    assertThat(
            RetryPolicy.after(
                throttled, Purpose.WORK, 1, 1, List.of(channel(1, false, until)), NOW))
        .isEqualTo(new Next.Again(1, until));
  }

  @Test
  void anAlarmIsSaidWhenItBeginsAndWhenItHasBeenOverForAMinute() {
    Alarm disk = new Alarm("disk", "磁盘将满", "磁盘恢复");
    assertThat(AlarmChanges.of(List.of(disk), List.of(), NOW).lines()).containsExactly("告警：磁盘将满");
    Kept seen = new Kept("disk", "磁盘恢复", NOW.minusSeconds(5));
    assertThat(AlarmChanges.of(List.of(disk), List.of(seen), NOW).any()).isFalse();
    assertThat(AlarmChanges.of(List.of(), List.of(seen), NOW).any())
        .as("it may come back")
        .isFalse();
    Kept longAgo = new Kept("disk", "磁盘恢复", NOW.minusSeconds(60));
    assertThat(AlarmChanges.of(List.of(), List.of(longAgo), NOW).lines())
        .containsExactly("恢复：磁盘恢复");
    AlarmChanges goesOn = AlarmChanges.of(List.of(disk), List.of(longAgo), NOW);
    assertThat(goesOn.goesOn()).containsExactly("disk");
    assertThat(goesOn.lines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-30T01:59:59Z,2026-11-23T02:00:00Z,false", // Monday, just before ten in China
    "2026-11-30T02:00:00Z,2026-11-23T02:00:00Z,true",
    "2026-11-30T02:00:01Z,2026-11-30T02:00:00Z,false",
    "2026-12-03T08:00:00Z,2026-11-25T00:00:00Z,true" // the server was away on Monday
  })
  void theWeeklyTestIsOnMondaysAtTen(Instant now, Instant last, boolean due) {
    assertThat(SelfTest.isDue(new NoticeSettings("", false, true, last), now)).isEqualTo(due);
    assertThat(SelfTest.isDue(new NoticeSettings("", false, false, last), now)).isFalse();
  }

  @Test
  void aTelephoneIsCalledAtOnceForWhoWasGivenToItAndWithTheOthersOfItsStep() {
    Channel phone = new Channel(9, "9", Kind.BARK, "x", false, false, null, NOW, "mei", "mei");
    Phone mei = new Phone("mei", ShopScope.all(), false, phone);
    Waiting given = new Waiting(1, SHOP, NOW.minusSeconds(3), "mei");
    Waiting others = new Waiting(2, SHOP, NOW.minusSeconds(70), "lan");
    List<Message> messages =
        CallPlan.of(
            new Situation(
                NOW,
                List.of(given, others),
                Map.of(SHOP, LADDER),
                channels(null),
                List.of(mei),
                Set.of(),
                Map.of()));
    assertThat(messages).extracting(Message::channelId).containsExactlyInAnyOrder(9L, 1L);
    assertThat(
            messages.stream()
                .filter(one -> one.channelId() == 9)
                .flatMap(one -> one.calls().stream()))
        .containsExactly(
            new Call(new Told(1, given.since(), CallPlan.GIVEN, 9), Who.OWNER),
            new Call(new Told(2, others.since(), 0, 9), Who.ON_DUTY));
  }

  private static List<Message> plan(List<Waiting> waiting, Set<Told> told) {
    return CallPlan.of(
        new Situation(
            NOW, waiting, Map.of(SHOP, LADDER), channels(null), List.of(), told, Map.of()));
  }

  private static Waiting waits(long id, int seconds) {
    return new Waiting(id, SHOP, NOW.minusSeconds(seconds), null);
  }

  /** {@code firstSilent}: until when the first one is left alone. */
  private static List<Channel> channels(@Nullable Instant firstSilent) {
    return List.of(channel(1, false, firstSilent), channel(2, false, null));
  }

  private static Channel channel(long id, boolean paused, @Nullable Instant silentUntil) {
    return new Channel(
        id, "c" + id, Kind.WECOM, "x", false, paused, silentUntil, NOW, "boss", null);
  }
}
