package io.xiaoer.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.Plan.Assignment;
import io.xiaoer.assignment.Plan.Place;
import io.xiaoer.assignment.Plan.Reason;
import io.xiaoer.assignment.Plan.Return;
import io.xiaoer.assignment.Situation.Agent;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.conversation.Queue.Assigned;
import io.xiaoer.conversation.Queue.Waiting;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Days at random: customers come, people come, go, answer, take, close; two nodes plan from what
 * they have seen, late or at once. Whatever happens, what the planner promises holds.
 */
class PlannedDaysTest {
  private static final int DAYS = 500;
  private static final int STEPS = 60;

  @Test
  void whateverADayBringsThePromisesHold() {
    for (long seed = 1; seed <= DAYS; seed++) {
      new Day(seed).pass();
    }
  }

  /** Of one customer. */
  private static final class Talk {
    final long id;
    final ShopId shop;
    Instant since;
    @Nullable String agent;
    boolean byServer;
    Instant givenAt = Instant.EPOCH;
    boolean answered;
    boolean waits = true;
    @Nullable String lastAgent;
    @Nullable String missedBy;

    Talk(long id, ShopId shop, Instant since) {
      this.id = id;
      this.shop = shop;
      this.since = since;
    }
  }

  /** Somebody who serves. */
  private static final class Person {
    final String username;
    final ShopScope shops;
    final @Nullable Integer ceiling;
    boolean online;
    Presence presence = Presence.GONE;
    @Nullable Instant lastAssignedAt;

    Person(String username, ShopScope shops, @Nullable Integer ceiling) {
      this.username = username;
      this.shops = shops;
      this.ceiling = ceiling;
    }
  }

  private static final class Day {
    final long seed;
    final Random random;
    final Map<Long, Talk> talks = new TreeMap<>();
    final Map<String, Person> people = new TreeMap<>();
    final Map<ShopId, ShopNow> shops = new TreeMap<>(Comparator.comparing(ShopId::value));
    Instant now = Instant.parse("2026-12-01T01:00:00Z");
    long nextId = 1;

    /** What the second node has seen, and not yet done. */
    @Nullable Plan late;

    Day(long seed) {
      this.seed = seed;
      random = new Random(seed);
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        shops.put(new ShopId("s" + i), anyShop());
      }
      List<ShopId> ids = List.copyOf(shops.keySet());
      int agents = random.nextInt(6);
      for (int i = 0; i < agents; i++) {
        ShopScope scope =
            random.nextInt(3) == 0
                ? ShopScope.of(List.of(ids.get(random.nextInt(ids.size()))))
                : ShopScope.all();
        Integer ceiling = random.nextBoolean() ? null : 1 + random.nextInt(4);
        people.put("p" + i, new Person("p" + i, scope, ceiling));
      }
    }

    private ShopNow anyShop() {
      return new ShopNow(
          new AssignmentRule(
              random.nextInt(5) == 0 ? Mode.MANUAL : Mode.AUTOMATIC,
              1 + random.nextInt(4),
              random.nextBoolean(),
              random.nextInt(3) * 60,
              0,
              10,
              60),
          random.nextInt(6) != 0,
          null,
          random.nextBoolean());
    }

    void pass() {
      for (int step = 0; step < STEPS; step++) {
        now = now.plusSeconds(random.nextInt(40));
        happens();
        if (random.nextInt(3) == 0) {
          late = plan();
        }
        if (random.nextInt(4) == 0 && late != null) {
          carryOut(late, false);
          late = null;
        }
        Plan plan = plan();
        assertThat(plan()).as("seed %s: the same again", seed).isEqualTo(plan);
        promises(plan);
        carryOut(plan, true);
        if (plan.returns().isEmpty()) { // else the next plan gives what came free
          nobodyWaitsBesideSomebodyFree();
        }
      }
    }

    private void happens() {
      List<Talk> open = new ArrayList<>(talks.values());
      List<Person> staff = new ArrayList<>(people.values());
      Collections.shuffle(open, random);
      Collections.shuffle(staff, random);
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> {
          int arrivals = 1 + random.nextInt(4);
          for (int i = 0; i < arrivals; i++) {
            List<ShopId> ids = List.copyOf(shops.keySet());
            ShopId shop = ids.get(random.nextInt(ids.size()));
            Talk talk = new Talk(nextId++, shop, now.minusSeconds(random.nextInt(300)));
            talks.put(talk.id, talk);
          }
        }
        case 3 ->
            staff.stream()
                .findFirst()
                .ifPresent(person -> {
                  person.online = random.nextInt(4) != 0;
                  person.presence =
                      person.online && random.nextInt(4) != 0
                          ? Presence.CONNECTED
                          : List.of(Presence.values()).get(random.nextInt(3));
                });
        case 4 ->
            open.stream()
                .filter(talk -> talk.agent != null && talk.waits)
                .findFirst()
                .ifPresent(talk -> {
                  talk.answered = true;
                  talk.waits = false;
                });
        case 5 ->
            open.stream()
                .filter(talk -> !talk.waits)
                .findFirst()
                .ifPresent(talk -> {
                  talk.waits = true;
                  talk.since = now;
                });
        case 6 -> open.stream().findFirst().ifPresent(talk -> talks.remove(talk.id));
        case 7 -> { // a person takes it, whatever the ceiling is
          if (!open.isEmpty() && !staff.isEmpty()) {
            give(open.getFirst(), staff.getFirst(), false);
          }
        }
        default -> shops.replaceAll((_, shop) -> random.nextInt(4) == 0 ? anyShop() : shop);
      }
    }

    private void give(Talk talk, Person person, boolean byServer) {
      talk.agent = person.username;
      talk.lastAgent = person.username;
      talk.byServer = byServer;
      talk.givenAt = now;
      talk.answered = false;
      person.lastAssignedAt = now;
    }

    private int load(String username) {
      return (int)
          talks.values().stream().filter(talk -> username.equals(talk.agent) && talk.waits).count();
    }

    private int ceiling(Person person, ShopId shop) {
      return person.ceiling == null ? shop(shop).rule().ceiling() : person.ceiling;
    }

    private ShopNow shop(ShopId id) {
      return Objects.requireNonNull(shops.get(id));
    }

    private Plan plan() {
      List<Waiting> waiting = new ArrayList<>();
      List<Assigned> assigned = new ArrayList<>();
      Map<Long, String> missedBy = new HashMap<>();
      for (Talk talk : talks.values()) {
        if (talk.agent == null && talk.waits) {
          waiting.add(
              new Waiting(
                  talk.id, talk.shop, talk.since, talk.lastAgent, talk.givenAt, null, null));
          if (talk.missedBy != null) {
            missedBy.put(talk.id, talk.missedBy);
          }
        } else if (talk.agent != null && talk.waits && talk.byServer) {
          assigned.add(
              new Assigned(
                  talk.id, talk.shop, talk.agent, talk.givenAt, talk.since, talk.answered));
        }
      }
      List<Agent> agents =
          people.values().stream()
              .map(person ->
                  new Agent(
                      person.username,
                      person.shops,
                      person.online,
                      person.presence,
                      load(person.username),
                      person.ceiling,
                      person.lastAssignedAt))
              .toList();
      return Planner.plan(
          new Situation(now, waiting, assigned, agents, Map.copyOf(shops), missedBy, Map.of()));
    }

    /** As the server does: what is not as it was seen is left out. */
    private void carryOut(Plan plan, boolean present) {
      for (Return one : plan.returns()) {
        Talk talk = talks.get(one.assigned().id());
        if (talk != null
            && one.assigned().agent().equals(talk.agent)
            && one.assigned().at().equals(talk.givenAt)
            && talk.waits) {
          talk.missedBy = one.missed() ? talk.agent : talk.missedBy;
          talk.agent = null;
        }
      }
      for (Assignment assignment : plan.assignments()) {
        Talk talk = talks.get(assignment.waiting().id());
        Person person = Objects.requireNonNull(people.get(assignment.agent()));
        boolean fits =
            talk != null
                && talk.agent == null
                && talk.waits
                && talk.since.equals(assignment.waiting().since())
                && person.online
                && person.presence == Presence.CONNECTED
                && load(person.username) < ceiling(person, talk.shop);
        if (present) {
          assertThat(fits).as("seed %s: what is planned now can be done now", seed).isTrue();
        }
        if (fits) {
          give(Objects.requireNonNull(talk), person, true);
        }
      }
    }

    private void promises(Plan plan) {
      Map<String, Integer> more = new HashMap<>();
      Set<Long> assigned = new HashSet<>();
      for (Assignment assignment : plan.assignments()) {
        Talk talk = Objects.requireNonNull(talks.get(assignment.waiting().id()));
        Person person = Objects.requireNonNull(people.get(assignment.agent()));
        ShopNow shop = shop(talk.shop);
        assertThat(assigned.add(talk.id)).as("seed %s: once", seed).isTrue();
        assertThat(talk.agent).as("seed %s: a person's act stands", seed).isNull();
        assertThat(shop.rule().mode()).isEqualTo(Mode.AUTOMATIC);
        assertThat(shop.open()).isTrue();
        assertThat(person.online && person.presence == Presence.CONNECTED)
            .as("seed %s: who gets something is there", seed)
            .isTrue();
        assertThat(person.shops.has(talk.shop)).isTrue();
        int load = load(person.username) + more.merge(person.username, 1, Integer::sum);
        assertThat(load)
            .as("seed %s: never over the ceiling", seed)
            .isLessThanOrEqualTo(ceiling(person, talk.shop));
      }
      talks.values().stream()
          .filter(talk -> talk.agent == null && talk.waits)
          .forEach(talk ->
              assertThat(plan.places())
                  .as("seed %s: whoever waits has a place and a reason", seed)
                  .containsKey(talk.id));
      inOrder(plan, assigned);
      for (Return one : plan.returns()) {
        assertThat(one.assigned().answered() && one.missed())
            .as("seed %s: what was answered is not missed", seed)
            .isFalse();
      }
    }

    /** Nobody is passed by in their own shop, but by who can still be answered in time. */
    private void inOrder(Plan plan, Set<Long> assigned) {
      for (Talk passed : talks.values()) {
        if (passed.agent != null || !passed.waits || assigned.contains(passed.id)) {
          continue;
        }
        for (long id : assigned) {
          Talk first = Objects.requireNonNull(talks.get(id));
          boolean isBehind =
              first.shop.equals(passed.shop) && place(plan, id) > place(plan, passed.id);
          if (isBehind) {
            assertThat(passed.missedBy)
                .as("seed %s: %s goes before %s only where they missed it", seed, id, passed.id)
                .isNotNull();
          }
        }
      }
    }

    private static int place(Plan plan, long id) {
      return Objects.requireNonNull(plan.places().get(id)).position();
    }

    private void nobodyWaitsBesideSomebodyFree() {
      Plan after = plan();
      for (Talk talk : talks.values()) {
        ShopNow shop = shop(talk.shop);
        if (talk.agent != null || !talk.waits || !shop.open()) {
          continue;
        }
        List<Person> free =
            people.values().stream()
                .filter(person ->
                    person.online
                        && person.presence == Presence.CONNECTED
                        && person.shops.has(talk.shop)
                        && load(person.username) < ceiling(person, talk.shop)
                        && !person.username.equals(talk.missedBy))
                .toList();
        Place place = Objects.requireNonNull(after.places().get(talk.id));
        if (shop.rule().mode() == Mode.MANUAL) {
          assertThat(place.reason()).isEqualTo(Reason.MANUAL);
        } else {
          assertThat(free).as("seed %s: nobody waits beside somebody free", seed).isEmpty();
        }
      }
    }
  }
}
