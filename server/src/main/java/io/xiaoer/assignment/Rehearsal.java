package io.xiaoer.assignment;

import io.xiaoer.assignment.Plan.Assignment;
import io.xiaoer.assignment.Plan.Return;
import io.xiaoer.assignment.Situation.Agent;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.conversation.Queue;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have made of a day that is past: the same customers come, and the planner that
 * assigns the queue assigns them. Pure, and the same each time.
 *
 * <p>It answers who would have waited for how long, not how fast people would have written: who
 * gets a customer needs as long for the answer as whoever answered them that day. A conversation
 * that is answered and silent for {@code idle_minutes} counts as closed.
 */
final class Rehearsal {
  /** A rule that sends customers round and round ends somewhere. */
  private static final int PLANS_AT_ONCE_MAX = 100;

  private final ShopId shop;
  private final AssignmentRule rule;
  private final Function<Instant, ShopNow> opening;
  private final Deque<Arrival> coming;
  private final List<Shift> shifts;

  /** Those that need somebody. */
  private final Map<Long, Talk> talks = new TreeMap<>();

  private final Map<Long, Served> servedBefore = new HashMap<>();
  private final Map<String, Instant> lastAssigned = new HashMap<>();
  private final Map<String, Integer> mostAtOnce = new TreeMap<>();
  private final Map<String, Integer> served = new TreeMap<>();
  private final List<Told> told = new ArrayList<>();
  private final NavigableSet<Instant> moments = new TreeSet<>();

  /** When somebody comes or goes. */
  private final Set<Instant> edges = new HashSet<>();

  private int returns;

  private Rehearsal(
      ShopId shop,
      AssignmentRule rule,
      List<Arrival> arrivals,
      List<Shift> shifts,
      Function<Instant, ShopNow> opening) {
    this.shop = shop;
    this.rule = rule;
    this.opening = opening;
    this.shifts = List.copyOf(shifts);
    coming =
        new ArrayDeque<>(
            arrivals.stream()
                .sorted(Comparator.comparing(Arrival::at).thenComparingLong(Arrival::conversation))
                .toList());
  }

  /**
   * A customer writes.
   *
   * @param work how long the answer takes from when somebody has it
   */
  record Arrival(long conversation, Instant at, Duration work) {}

  /** Somebody is there for a while; several of one person may overlap. */
  record Shift(String username, @Nullable Integer ceiling, Instant from, Instant to) {
    boolean has(Instant moment) {
      return !from.isAfter(moment) && to.isAfter(moment);
    }
  }

  /**
   * What became of one arrival.
   *
   * @param assignedAt the first time; null: never
   * @param answeredAt null: never
   */
  record Told(Instant at, @Nullable Instant assignedAt, @Nullable Instant answeredAt) {}

  /**
   * What became of all.
   *
   * @param returns how often a customer was taken back from somebody
   * @param served arrivals by whom they were answered
   * @param mostAtOnce the highest load of each
   */
  record Outcome(
      List<Told> told, int returns, Map<String, Integer> served, Map<String, Integer> mostAtOnce) {}

  private record Served(@Nullable String agent, @Nullable Instant at) {}

  /** A conversation on that day, as long as it needs somebody. */
  private static final class Talk {
    final long id;
    Instant since;
    Duration work;
    @Nullable Instant firstAssignedAt;
    @Nullable String agent;
    Instant assignedAt = Instant.EPOCH;
    @Nullable Instant answeredAt;
    @Nullable String missedBy;
    @Nullable String lastAgent;
    @Nullable Instant lastAgentAt;

    Talk(Arrival arrival, @Nullable Served before) {
      id = arrival.conversation;
      since = arrival.at;
      work = arrival.work;
      lastAgent = before == null ? null : before.agent;
      lastAgentAt = before == null ? null : before.at;
    }

    boolean waits() {
      return answeredAt == null;
    }
  }

  /**
   * @param opening the shop at a moment, with the rule that is tried
   * @param end when nothing more is looked at
   */
  static Outcome of(
      ShopId shop,
      AssignmentRule rule,
      List<Arrival> arrivals,
      List<Shift> shifts,
      Function<Instant, ShopNow> opening,
      Instant end) {
    return new Rehearsal(shop, rule, arrivals, shifts, opening).play(end);
  }

  private Outcome play(Instant end) {
    coming.forEach(arrival -> moments.add(arrival.at));
    shifts.forEach(shift -> edges.addAll(List.of(shift.from, shift.to)));
    moments.addAll(edges);
    while (!moments.isEmpty()) {
      Instant now = moments.removeFirst();
      if (now.isAfter(end)) {
        break;
      }
      answer(now);
      forget(now);
      arrive(now);
      assign(now);
    }
    talks.values().stream().filter(Talk::waits).forEach(this::tell);
    return new Outcome(List.copyOf(told), returns, served, mostAtOnce);
  }

  private void arrive(Instant now) {
    for (Arrival next = coming.peek();
        next != null && !next.at.isAfter(now);
        next = coming.peek()) {
      coming.remove();
      Talk talk = talks.get(next.conversation);
      if (talk == null) {
        talks.put(next.conversation, new Talk(next, servedBefore.get(next.conversation)));
      } else if (!talk.waits()) {
        writesAgain(talk, next);
      }
    }
  }

  /** To who has them still. */
  private void writesAgain(Talk talk, Arrival next) {
    talk.since = next.at;
    talk.work = next.work;
    talk.answeredAt = null;
    talk.missedBy = null;
    talk.firstAssignedAt = next.at;
    talk.assignedAt = next.at;
    moments.add(next.at.plus(next.work));
  }

  private void answer(Instant now) {
    for (Talk talk : talks.values()) {
      String agent = talk.agent;
      if (agent != null && talk.waits() && !talk.assignedAt.plus(talk.work).isAfter(now)) {
        talk.answeredAt = now;
        served.merge(agent, 1, Integer::sum);
        tell(talk);
        moments.add(talk.since.plus(idle()));
      }
    }
  }

  /** What needs nobody any more, except who served it. */
  private void forget(Instant now) {
    talks
        .values()
        .removeIf(talk -> {
          if (needs(talk, now)) {
            return false;
          }
          servedBefore.put(talk.id, new Served(talk.lastAgent, talk.lastAgentAt));
          return true;
        });
  }

  private void tell(Talk talk) {
    told.add(new Told(talk.since, talk.firstAssignedAt, talk.answeredAt));
  }

  private Duration idle() {
    return Duration.ofMinutes(rule.idleMinutes());
  }

  /** As the server counts: they wait, or have written lately. */
  private boolean needs(Talk talk, Instant now) {
    return talk.waits() || talk.since.plus(idle()).isAfter(now);
  }

  private void assign(Instant now) {
    if (!edges.contains(now) && talks.values().stream().noneMatch(talk -> isToPlan(talk, now))) {
      return;
    }
    ShopNow present = opening.apply(now);
    if (!present.open() && present.opensAt() != null) {
      moments.add(present.opensAt().toInstant());
    }
    for (int i = 0; i < PLANS_AT_ONCE_MAX; i++) {
      Plan plan = Planner.plan(situation(present, now));
      for (Return back : plan.returns()) {
        putBack(back);
      }
      for (Assignment one : plan.assignments()) {
        give(one, now);
      }
      if (!plan.changesSomething()) {
        return;
      }
    }
  }

  private boolean isToPlan(Talk talk, Instant now) {
    return talk.waits()
        && (talk.agent == null
            || (rule.pullBackAfterSeconds() > 0
                && !talk.assignedAt.plusSeconds(rule.pullBackAfterSeconds()).isAfter(now)));
  }

  private void putBack(Return back) {
    Talk talk = talks.get(back.assigned().id());
    if (talk != null) {
      talk.missedBy = back.missed() ? talk.agent : talk.missedBy;
      talk.agent = null;
      returns++;
    }
  }

  private void give(Assignment one, Instant now) {
    Talk talk = talks.get(one.waiting().id());
    if (talk == null) {
      return;
    }
    talk.agent = one.agent();
    talk.assignedAt = now;
    talk.lastAgent = one.agent();
    talk.lastAgentAt = now;
    if (talk.firstAssignedAt == null) {
      talk.firstAssignedAt = now;
    }
    lastAssigned.put(one.agent(), now);
    mostAtOnce.merge(one.agent(), load(one.agent(), now), Math::max);
    moments.add(now.plus(talk.work));
    if (rule.pullBackAfterSeconds() > 0) {
      moments.add(now.plusSeconds(rule.pullBackAfterSeconds()));
    }
  }

  private int load(String agent, Instant now) {
    return (int)
        talks.values().stream()
            .filter(talk -> agent.equals(talk.agent) && needs(talk, now))
            .count();
  }

  private Situation situation(ShopNow present, Instant now) {
    List<Queue.Waiting> waiting = new ArrayList<>();
    List<Queue.Assigned> assigned = new ArrayList<>();
    Map<Long, String> missedBy = new HashMap<>();
    Map<String, Integer> loads = new HashMap<>();
    for (Talk talk : talks.values()) {
      if (talk.agent != null && needs(talk, now)) {
        loads.merge(talk.agent, 1, Integer::sum);
      }
      if (!talk.waits()) {
        continue;
      }
      if (talk.agent == null) {
        waiting.add(
            new Queue.Waiting(
                talk.id, shop, talk.since, talk.lastAgent, talk.lastAgentAt, null, null));
      } else {
        assigned.add(
            new Queue.Assigned(talk.id, shop, talk.agent, talk.assignedAt, talk.since, false));
      }
      if (talk.missedBy != null) {
        missedBy.put(talk.id, talk.missedBy);
      }
    }
    return new Situation(
        now, waiting, assigned, agents(loads, now), Map.of(shop, present), missedBy, Map.of());
  }

  private List<Agent> agents(Map<String, Integer> loads, Instant now) {
    Map<String, Agent> agents = new TreeMap<>();
    for (Shift shift : shifts) {
      Agent before = agents.get(shift.username);
      boolean there = shift.has(now) || (before != null && before.online());
      agents.put(
          shift.username,
          new Agent(
              shift.username,
              ShopScope.only(shop),
              there,
              there ? Presence.CONNECTED : Presence.GONE,
              loads.getOrDefault(shift.username, 0),
              shift.ceiling,
              lastAssigned.get(shift.username)));
    }
    return List.copyOf(agents.values());
  }
}
