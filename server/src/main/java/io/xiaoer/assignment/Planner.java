package io.xiaoer.assignment;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.Plan.Assignment;
import io.xiaoer.assignment.Plan.Place;
import io.xiaoer.assignment.Plan.Reason;
import io.xiaoer.assignment.Plan.Return;
import io.xiaoer.assignment.Situation.Agent;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.conversation.Queue;
import io.xiaoer.presence.Presence;
import io.xiaoer.round.ServiceFigures;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who gets whom. Pure: the same situation gives the same plan, and nothing is remembered
 * from one plan to the next, so that no plan that was lost leaves anybody behind.
 *
 * <p>Who can still be answered within the three minutes that count goes first; then who waits
 * longest. They go to who served them before, else to whoever has the smallest part of their
 * ceiling, and among equals to whoever has got nothing for the longest time.
 */
final class Planner {
  /** What the platform counts as answered in time. */
  static final Duration IN_TIME = ServiceFigures.THRESHOLD;

  /** From then on it is pressing. */
  static final Duration AT_RISK = ServiceFigures.AT_RISK;

  static final Duration REMEMBERED = Duration.ofDays(30);

  private Planner() {}

  static Plan plan(Situation situation) {
    return new Round(situation).plan();
  }

  /** Somebody while a plan is made. */
  private static final class Candidate {
    final Agent agent;
    int load;
    int order; // among those who were assigned something in this plan; 0: nothing yet

    Candidate(Agent agent) {
      this.agent = agent;
      load = agent.load();
    }

    int ceiling(AssignmentRule rule) {
      return rule.ceilingFor(agent.ceiling());
    }

    boolean hasRoom(AssignmentRule rule) {
      return load < ceiling(rule);
    }

    boolean isThereFor(ShopId shop) {
      return agent.isAssignable() && agent.shops().has(shop);
    }
  }

  /** One plan in the making. */
  private static final class Round {
    private final Situation situation;
    private final Map<String, Candidate> candidates = new HashMap<>();
    private final Map<ShopId, List<Candidate>> there = new HashMap<>();
    private final Map<ShopId, Team> teams = new HashMap<>();

    /** Where nobody has room any more: a plan only ever gives. */
    private final Set<ShopId> full = new HashSet<>();

    private final Instant riskBegan;
    private final Instant lateBegan;

    Round(Situation situation) {
      this.situation = situation;
      riskBegan = situation.now().minus(AT_RISK);
      lateBegan = situation.now().minus(IN_TIME);
      situation.agents().forEach(agent -> candidates.put(agent.username(), new Candidate(agent)));
    }

    Plan plan() {
      List<Queue.Waiting> inOrder = inOrder();
      Map<Long, Assignment> assignments = new LinkedHashMap<>();
      for (Queue.Waiting waiting : inOrder) {
        ShopNow shop = shop(waiting.shop());
        if (shop.assignsNow() && !full.contains(waiting.shop())) {
          Candidate candidate = choose(waiting, shop.rule());
          if (candidate != null) {
            candidate.load++;
            candidate.order = assignments.size() + 1;
            assignments.put(waiting.id(), new Assignment(waiting, candidate.agent.username()));
          }
        }
      }
      Map<Long, Place> places = new HashMap<>();
      Map<ShopId, Integer> positions = new HashMap<>();
      for (Queue.Waiting waiting : inOrder) {
        int position = positions.merge(waiting.shop(), 1, Integer::sum);
        places.put(waiting.id(), place(waiting, position, assignments.containsKey(waiting.id())));
      }
      return new Plan(
          List.copyOf(assignments.values()), returns(), Collections.unmodifiableMap(places));
    }

    private ShopNow shop(ShopId id) {
      ShopNow shop = situation.shops().get(id);
      return shop == null ? new ShopNow(AssignmentRule.DEFAULT, true, null, false) : shop;
    }

    private List<Queue.Waiting> inOrder() {
      List<Queue.Waiting> byTime = new ArrayList<>(situation.waiting());
      // They come so from the database, which costs nothing to find out.
      byTime.sort(Comparator.comparing(Queue.Waiting::since).thenComparingLong(Queue.Waiting::id));
      List<Queue.Waiting> inOrder = new ArrayList<>(byTime.size());
      List<Queue.Waiting> later = new ArrayList<>(byTime.size());
      for (Queue.Waiting waiting : byTime) {
        (isAtRisk(waiting) ? inOrder : later).add(waiting);
      }
      inOrder.addAll(later);
      return inOrder;
    }

    private boolean isAtRisk(Queue.Waiting waiting) {
      return !waiting.since().isAfter(riskBegan)
          && waiting.since().isAfter(lateBegan)
          && shop(waiting.shop()).assessed();
    }

    /** Who is there for a shop, by username. */
    private List<Candidate> there(ShopId shop) {
      return there.computeIfAbsent(
          shop,
          id ->
              candidates.values().stream()
                  .filter(candidate -> candidate.isThereFor(id))
                  .sorted(Comparator.comparing(candidate -> candidate.agent.username()))
                  .toList());
    }

    private @Nullable Candidate choose(Queue.Waiting waiting, AssignmentRule rule) {
      People them = peopleFor(waiting, rule);
      List<Candidate> people = them.candidates;
      // Not to the same one again, unless nobody else is there at all.
      String missed = people.size() > 1 ? situation.missedBy().get(waiting.id()) : null;
      Candidate before = rule.preferLastAgent() ? servedBefore(waiting) : null;
      if (before != null
          && before.hasRoom(rule)
          && people.contains(before)
          && !before.agent.username().equals(missed)) {
        return before;
      }
      Candidate best = null;
      boolean anyRoom = false;
      for (Candidate candidate : people) {
        if (!candidate.hasRoom(rule)) {
          continue;
        }
        anyRoom = true;
        if ((missed == null || !candidate.agent.username().equals(missed))
            && (best == null || goesBefore(candidate, best, rule))) {
          best = candidate;
        }
      }
      if (!anyRoom && them.everybody) {
        full.add(waiting.shop());
      }
      return best;
    }

    /**
     * Who may get a conversation.
     *
     * @param everybody of the shop, and not only a group
     */
    private record People(List<Candidate> candidates, boolean everybody) {}

    /** A group's own people, until the time of overflow; then everybody. */
    private People peopleFor(Queue.Waiting waiting, AssignmentRule rule) {
      List<Candidate> everybody = there(waiting.shop());
      Set<String> members = members(waiting);
      Instant groupedAt = waiting.groupedAt();
      if (members == null || groupedAt == null) {
        return new People(everybody, true);
      }
      List<Candidate> own =
          everybody.stream()
              .filter(candidate -> members.contains(candidate.agent.username()))
              .toList();
      boolean overflows =
          !groupedAt.plusSeconds(rule.overflowAfterSeconds()).isAfter(situation.now())
              && own.stream().noneMatch(candidate -> candidate.hasRoom(rule));
      return overflows ? new People(everybody, true) : new People(own, false);
    }

    private @Nullable Set<String> members(Queue.Waiting waiting) {
      Long group = waiting.groupId();
      return group == null ? null : situation.groups().get(group);
    }

    private @Nullable Candidate servedBefore(Queue.Waiting waiting) {
      Instant at = waiting.lastAgentAt();
      return at != null && at.plus(REMEMBERED).isAfter(situation.now())
          ? candidates.get(waiting.lastAgent())
          : null;
    }

    private static boolean goesBefore(Candidate one, Candidate other, AssignmentRule rule) {
      // one.load / one.ceiling < other.load / other.ceiling, in whole numbers
      int smaller = Integer.compare(one.load * other.ceiling(rule), other.load * one.ceiling(rule));
      if (smaller != 0) {
        return smaller < 0;
      }
      if (one.order != other.order) {
        return one.order < other.order;
      }
      Instant at = one.agent.lastAssignedAt();
      Instant otherAt = other.agent.lastAssignedAt();
      if (at == null || otherAt == null) {
        return at == null && otherAt != null;
      }
      return at.isBefore(otherAt);
    }

    /** Those who are there for a shop, together, when the plan is made. */
    private record Team(int online, int load, int ceiling) {}

    private Team team(Queue.Waiting waiting) {
      AssignmentRule rule = shop(waiting.shop()).rule();
      People them = peopleFor(waiting, rule);
      return them.everybody
          ? teams.computeIfAbsent(waiting.shop(), _ -> team(them.candidates, rule))
          : team(them.candidates, rule);
    }

    private static Team team(List<Candidate> people, AssignmentRule rule) {
      return new Team(
          people.size(),
          people.stream().mapToInt(candidate -> candidate.load).sum(),
          people.stream().mapToInt(candidate -> candidate.ceiling(rule)).sum());
    }

    private Place place(Queue.Waiting waiting, int position, boolean isGiven) {
      ShopNow shop = shop(waiting.shop());
      Team team = team(waiting);
      return new Place(
          position,
          reason(shop, team, isGiven),
          team.online,
          team.load,
          team.ceiling,
          shop.opensAt());
    }

    private static Reason reason(ShopNow shop, Team team, boolean isGiven) {
      if (shop.rule().mode() == Mode.MANUAL) {
        return Reason.MANUAL;
      }
      if (!shop.open()) {
        return Reason.OFF_HOURS;
      }
      if (isGiven) {
        return Reason.PLANNING;
      }
      return team.online == 0 ? Reason.NOBODY_ONLINE : Reason.ALL_FULL;
    }

    private List<Return> returns() {
      List<Return> returns = new ArrayList<>();
      for (Queue.Assigned one : situation.assigned()) {
        ShopNow shop = shop(one.shop());
        Candidate candidate = candidates.get(one.agent());
        if (candidate == null || candidate.agent.presence() == Presence.GONE) {
          returns.add(new Return(one, false));
        } else if (shop.assignsNow()
            && isOverdue(one, shop.rule())
            && somebodyElseHasRoom(one, shop)) {
          returns.add(new Return(one, true));
        }
      }
      return List.copyOf(returns);
    }

    private boolean isOverdue(Queue.Assigned one, AssignmentRule rule) {
      return rule.pullBackAfterSeconds() > 0
          && !one.answered()
          && !one.at().plusSeconds(rule.pullBackAfterSeconds()).isAfter(situation.now());
    }

    /** Alone, or among people who have enough, they keep it: going round helps nobody. */
    private boolean somebodyElseHasRoom(Queue.Assigned one, ShopNow shop) {
      return there(one.shop()).stream()
          .anyMatch(candidate ->
              !candidate.agent.username().equals(one.agent()) && candidate.hasRoom(shop.rule()));
    }
  }
}
