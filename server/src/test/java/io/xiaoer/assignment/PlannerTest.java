package io.xiaoer.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.Plan.Assignment;
import io.xiaoer.assignment.Plan.Reason;
import io.xiaoer.assignment.Situation.Agent;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.conversation.Queue.Assigned;
import io.xiaoer.conversation.Queue.Waiting;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Instant NOW = Instant.parse("2026-12-01T02:00:00Z");
  private static final ShopId MAIN = new ShopId("main");
  private static final ShopId SECOND = new ShopId("second");

  private final List<Waiting> waiting = new ArrayList<>();
  private final List<Assigned> assigned = new ArrayList<>();
  private final List<Agent> agents = new ArrayList<>();
  private final Map<ShopId, ShopNow> shops = new HashMap<>(Map.of(MAIN, open(rule(10, 120))));
  private final Map<Long, String> missedBy = new HashMap<>();
  private final Map<Long, Set<String>> groups = new HashMap<>();

  @Test
  void tA1WhoIsDueGoesFirstWhenOneCloses() {
    shops.put(MAIN, open(rule(3, 120)));
    agents.add(agent("mei", 3));
    waits(4, 60);
    assertThat(assignments()).isEmpty();
    assertThat(reason(4)).isEqualTo(Reason.ALL_FULL);
    agents.set(0, agent("mei", 2));
    waits(5, 10);
    assertThat(assignments()).containsExactly("4 mei");
    assertThat(place(5).position()).isEqualTo(2);
  }

  @Test
  void tA2WhoComesBackToThreeHundredGetsTheOldestUpToTheCeilingAndNoMore() {
    agents.add(agent("mei", 0));
    for (int i = 0; i < 300; i++) {
      waits(i, 100_000 - i);
    }
    assertThat(assignments())
        .containsExactly(
            "0 mei", "1 mei", "2 mei", "3 mei", "4 mei", "5 mei", "6 mei", "7 mei", "8 mei",
            "9 mei");
    assertThat(reason(9)).isEqualTo(Reason.PLANNING);
    assertThat(reason(10)).isEqualTo(Reason.ALL_FULL);
    assertThat(place(299).position()).isEqualTo(300);
  }

  @Test
  void tA7WhoIsAwayOfflineOrHasNoPageOpenGetsNothing() {
    agents.add(new Agent("away", ShopScope.all(), false, Presence.CONNECTED, 0, null, null));
    agents.add(new Agent("reloads", ShopScope.all(), true, Presence.GRACE, 0, null, null));
    agents.add(new Agent("gone", ShopScope.all(), true, Presence.GONE, 0, null, null));
    waits(1, 10);
    assertThat(assignments()).isEmpty();
    assertThat(reason(1)).isEqualTo(Reason.NOBODY_ONLINE);
  }

  @Test
  void onlyWhoIsLetIntoTheShopGetsItsCustomers() {
    agents.add(
        new Agent("other", ShopScope.of(List.of(SECOND)), true, Presence.CONNECTED, 0, null, null));
    waits(1, 10);
    assertThat(assignments()).isEmpty();
    assertThat(reason(1)).isEqualTo(Reason.NOBODY_ONLINE);
  }

  @Test
  void tA19ThreeArrivalsInARowGoToThreeWhoHaveNothing() {
    agents.addAll(List.of(agent("a", 0), agent("b", 0), agent("c", 0)));
    waits(1, 30);
    waits(2, 20);
    waits(3, 10);
    assertThat(assignments()).containsExactly("1 a", "2 b", "3 c");
  }

  @Test
  void tA21TheyAreSpreadByTheShareOfTheCeilingThatIsTaken() {
    agents.add(new Agent("four", ShopScope.all(), true, Presence.CONNECTED, 2, 4, null));
    agents.add(new Agent("ten", ShopScope.all(), true, Presence.CONNECTED, 3, 10, null));
    for (int i = 0; i < 6; i++) {
      waits(i, 100 - i);
    }
    assertThat(assignments())
        .containsExactly("0 ten", "1 ten", "2 four", "3 ten", "4 ten", "5 ten");
  }

  @Test
  void amongEqualsWhoGotNothingForLongestGoesFirst() {
    agents.add(new Agent("a", ShopScope.all(), true, Presence.CONNECTED, 1, null, NOW));
    agents.add(
        new Agent("b", ShopScope.all(), true, Presence.CONNECTED, 1, null, NOW.minusSeconds(9)));
    waits(1, 10);
    assertThat(assignments()).containsExactly("1 b");
  }

  @Test
  void whoServedTheCustomerBeforeGoesFirstWithinThirtyDaysAndBelowTheCeiling() {
    agents.addAll(List.of(agent("a", 0), agent("b", 5)));
    waiting.add(new Waiting(1, MAIN, ago(10), "b", NOW.minus(Duration.ofDays(29)), null, null));
    waiting.add(new Waiting(2, MAIN, ago(9), "b", NOW.minus(Duration.ofDays(31)), null, null));
    assertThat(assignments()).containsExactly("1 b", "2 a");
    agents.set(1, agent("b", 10));
    assertThat(assignments()).containsExactly("1 a", "2 a");
  }

  @Test
  void whoCanStillBeAnsweredInTimeGoesBeforeWhoWaitsLonger() {
    agents.add(new Agent("mei", ShopScope.all(), true, Presence.CONNECTED, 0, 1, null));
    waits(1, 4_000);
    waits(2, 120);
    waits(3, 90);
    assertThat(assignments()).containsExactly("2 mei");
    shops.put(MAIN, new ShopNow(rule(10, 120), true, null, false));
    assertThat(assignments()).as("when nothing is assessed").containsExactly("1 mei");
  }

  @Test
  void outsideOfOpeningHoursAllWaitAndAreToldWhenItOpens() {
    ZonedDateTime opens = NOW.plusSeconds(3_600).atZone(ZoneOffset.ofHours(8));
    shops.put(MAIN, new ShopNow(rule(10, 120), false, opens, false));
    agents.add(agent("mei", 0));
    waits(1, 10);
    assertThat(assignments()).isEmpty();
    assertThat(place(1)).isEqualTo(new Plan.Place(1, Reason.OFF_HOURS, 1, 0, 10, opens));
  }

  @Test
  void whatIsSharedOutByPeopleIsLeftToThem() {
    shops.put(MAIN, open(AssignmentRule.DEFAULT));
    agents.add(agent("mei", 0));
    waits(1, 10);
    assertThat(assignments()).isEmpty();
    assertThat(reason(1)).isEqualTo(Reason.MANUAL);
  }

  @Test
  void tA9AnUnansweredOneIsPulledBackWhenSomebodyElseHasRoom() {
    agents.addAll(List.of(agent("a", 1), agent("b", 10)));
    assigned.add(new Assigned(1, MAIN, "a", ago(120), ago(200), false));
    assertThat(returns()).as("the other one is full").isEmpty();
    agents.set(1, agent("b", 9));
    assertThat(returns()).containsExactly("1 missed");
    assigned.set(0, new Assigned(1, MAIN, "a", ago(119), ago(200), false));
    assertThat(returns()).as("not yet").isEmpty();
    assigned.set(0, new Assigned(1, MAIN, "a", ago(500), ago(20), true));
    assertThat(returns()).as("answered once").isEmpty();
    assigned.set(0, new Assigned(1, MAIN, "a", ago(500), ago(500), false));
    shops.put(MAIN, open(rule(10, 0)));
    assertThat(returns()).as("switched off").isEmpty();
  }

  @Test
  void tA9AloneOnDutyNothingGoesRoundInCircles() {
    agents.add(agent("a", 1));
    assigned.add(new Assigned(1, MAIN, "a", ago(500), ago(500), false));
    assertThat(returns()).isEmpty();
    assigned.clear();
    missedBy.put(2L, "a");
    waits(2, 300);
    assertThat(assignments()).as("nobody else is there").containsExactly("2 a");
    agents.add(agent("b", 0));
    assertThat(assignments()).containsExactly("2 b");
    agents.set(1, agent("b", 10));
    assertThat(assignments()).as("not to the same one again").isEmpty();
    assertThat(reason(2)).isEqualTo(Reason.ALL_FULL);
  }

  @Test
  void whatSomebodyWhoIsGoneHasNotAnsweredGoesBack() {
    agents.add(new Agent("a", ShopScope.all(), true, Presence.GONE, 1, null, null));
    agents.add(new Agent("b", ShopScope.all(), true, Presence.GRACE, 1, null, null));
    assigned.add(new Assigned(1, MAIN, "a", ago(5), ago(10), true));
    assigned.add(new Assigned(2, MAIN, "b", ago(5), ago(10), false));
    assertThat(returns()).containsExactly("1 gone");
  }

  @Test
  void whatWasHandedToAGroupGoesToItsMembersAndToOthersWhenTimeIsUp() {
    groups.put(7L, Set.of("a", "b"));
    agents.addAll(List.of(agent("a", 5), agent("b", 9), agent("c", 0)));
    waiting.add(new Waiting(1, MAIN, ago(300), "c", ago(400), 7L, ago(10)));
    assertThat(assignments()).as("not to who served before").containsExactly("1 a");
    agents.set(0, agent("a", 10));
    agents.set(1, agent("b", 10));
    assertThat(assignments()).isEmpty();
    assertThat(place(1)).isEqualTo(new Plan.Place(1, Reason.ALL_FULL, 2, 20, 20, null));
    waits(2, 5);
    assertThat(assignments()).as("others do not wait for the group").containsExactly("2 c");
    waiting.set(0, new Waiting(1, MAIN, ago(300), null, null, 7L, ago(60)));
    assertThat(assignments()).containsExactly("1 c", "2 c");
    groups.clear();
    waiting.set(0, new Waiting(1, MAIN, ago(300), null, null, 7L, ago(10)));
    assertThat(assignments()).as("the group is no more").containsExactly("1 c", "2 c");
  }

  private static AssignmentRule rule(int ceiling, int pullBackAfterSeconds) {
    return new AssignmentRule(Mode.AUTOMATIC, ceiling, true, pullBackAfterSeconds, 0, 10, 60);
  }

  private static ShopNow open(AssignmentRule rule) {
    return new ShopNow(rule, true, null, true);
  }

  private static Agent agent(String username, int load) {
    return new Agent(username, ShopScope.all(), true, Presence.CONNECTED, load, null, null);
  }

  private static Instant ago(int seconds) {
    return NOW.minusSeconds(seconds);
  }

  private void waits(long id, int seconds) {
    waiting.add(new Waiting(id, MAIN, ago(seconds), null, null, null, null));
  }

  private Plan plan() {
    return Planner.plan(new Situation(NOW, waiting, assigned, agents, shops, missedBy, groups));
  }

  private List<String> assignments() {
    return plan().assignments().stream().map(PlannerTest::words).toList();
  }

  private static String words(Assignment assignment) {
    return assignment.waiting().id() + " " + assignment.agent();
  }

  private List<String> returns() {
    return plan().returns().stream()
        .map(one -> one.assigned().id() + (one.missed() ? " missed" : " gone"))
        .toList();
  }

  private Plan.Place place(long id) {
    return Objects.requireNonNull(plan().places().get(id));
  }

  private Reason reason(long id) {
    return place(id).reason();
  }
}
