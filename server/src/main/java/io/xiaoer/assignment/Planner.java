package io.xiaoer.assignment;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.Plan.Gift;
import io.xiaoer.assignment.Plan.Place;
import io.xiaoer.assignment.Plan.Reason;
import io.xiaoer.assignment.Plan.Return;
import io.xiaoer.assignment.Situation.Agent;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.conversation.Queue;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * longest. They go to who served them before, else to who has the smallest part of their ceiling,
 * among those to who was given nothing for the longest time.
 */
final class Planner {
  /** What the platform counts as answered in time. */
  static final Duration IN_TIME = Duration.ofMinutes(3);

  /** From then on it is pressing. */
  static final Duration AT_RISK = Duration.ofSeconds(100);

  static final Duration REMEMBERED = Duration.ofDays(30);

  private Planner() {}

  static Plan plan(Situation situation) {
    return new Round(situation).plan();
  }

  /** Somebody while a plan is made. */
  private static final class Hand {
    final Agent agent;
    int load;
    int order; // among those who were given something in this plan; 0: nothing yet

    Hand(Agent agent) {
      this.agent = agent;
      load = agent.load();
    }

    int ceiling(AssignmentRule rule) {
      Integer own = agent.ceiling();
      return own == null ? rule.ceiling() : own;
    }

    boolean hasRoom(AssignmentRule rule) {
      return load < ceiling(rule);
    }
  }

  /** One plan in the making. */
  private static final class Round {
    private final Situation situation;
    private final Map<String, Hand> hands = new HashMap<>();
    private final Map<ShopId, List<Hand>> there = new HashMap<>();
    private final Map<ShopId, Team> teams = new HashMap<>();

    /** Where nobody has room any more: a plan only ever gives. */
    private final Set<ShopId> full = new HashSet<>();

    Round(Situation situation) {
      this.situation = situation;
      situation.agents().stream()
          .sorted(Comparator.comparing(Agent::username))
          .forEach(agent -> hands.put(agent.username(), new Hand(agent)));
    }

    Plan plan() {
      List<Queue.Waiting> inOrder = inOrder();
      Map<Long, Gift> gifts = new LinkedHashMap<>();
      for (Queue.Waiting waiting : inOrder) {
        ShopNow shop = shop(waiting.shop());
        if (shares(shop) && !full.contains(waiting.shop())) {
          Hand hand = choose(waiting, shop.rule());
          if (hand != null) {
            hand.load++;
            hand.order = gifts.size() + 1;
            gifts.put(waiting.id(), new Gift(waiting, hand.agent.username()));
          }
        }
      }
      Map<Long, Place> places = new HashMap<>();
      Map<ShopId, Integer> positions = new HashMap<>();
      for (Queue.Waiting waiting : inOrder) {
        int position = positions.merge(waiting.shop(), 1, Integer::sum);
        places.put(waiting.id(), place(waiting, position, gifts.containsKey(waiting.id())));
      }
      return new Plan(List.copyOf(gifts.values()), returns(), Map.copyOf(places));
    }

    private static boolean shares(ShopNow shop) {
      return shop.rule().mode() == Mode.AUTOMATIC && shop.open();
    }

    private ShopNow shop(ShopId id) {
      ShopNow shop = situation.shops().get(id);
      return shop == null ? new ShopNow(AssignmentRule.DEFAULT, true, null, false) : shop;
    }

    private List<Queue.Waiting> inOrder() {
      return situation.waiting().stream()
          .sorted(
              Comparator.comparing((Queue.Waiting one) -> !isAtRisk(one))
                  .thenComparing(Queue.Waiting::since)
                  .thenComparingLong(Queue.Waiting::id))
          .toList();
    }

    private boolean isAtRisk(Queue.Waiting waiting) {
      Instant now = situation.now();
      return shop(waiting.shop()).assessed()
          && !waiting.since().plus(AT_RISK).isAfter(now)
          && waiting.since().plus(IN_TIME).isAfter(now);
    }

    /** Who is there for a shop, by username. */
    private List<Hand> there(ShopId shop) {
      return there.computeIfAbsent(
          shop,
          id ->
              hands.values().stream()
                  .filter(hand -> hand.agent.isAssignable() && hand.agent.shops().has(id))
                  .sorted(Comparator.comparing(hand -> hand.agent.username()))
                  .toList());
    }

    private @Nullable Hand choose(Queue.Waiting waiting, AssignmentRule rule) {
      List<Hand> people = there(waiting.shop());
      // Not to the same one again, unless nobody else is there at all.
      String missed = people.size() > 1 ? situation.missedBy().get(waiting.id()) : null;
      Hand best = null;
      boolean anyRoom = false;
      for (Hand hand : people) {
        if (!hand.hasRoom(rule)) {
          continue;
        }
        anyRoom = true;
        if (hand.agent.username().equals(missed)) {
          continue;
        }
        if (rule.preferLastAgent() && served(waiting, hand)) {
          return hand;
        }
        if (best == null || goesBefore(hand, best, rule)) {
          best = hand;
        }
      }
      if (!anyRoom) {
        full.add(waiting.shop());
      }
      return best;
    }

    private boolean served(Queue.Waiting waiting, Hand hand) {
      Instant at = waiting.lastAgentAt();
      return hand.agent.username().equals(waiting.lastAgent())
          && at != null
          && at.plus(REMEMBERED).isAfter(situation.now());
    }

    private static boolean goesBefore(Hand one, Hand other, AssignmentRule rule) {
      // one.load / one.ceiling < other.load / other.ceiling, in whole numbers
      int smaller = Integer.compare(one.load * other.ceiling(rule), other.load * one.ceiling(rule));
      if (smaller != 0) {
        return smaller < 0;
      }
      if (one.order != other.order) {
        return one.order < other.order;
      }
      Instant at = one.agent.lastGivenAt();
      Instant otherAt = other.agent.lastGivenAt();
      if (at == null || otherAt == null) {
        return at == null && otherAt != null;
      }
      return at.isBefore(otherAt);
    }

    /** Those who are there for a shop, together, when the plan is made. */
    private record Team(int online, int load, int ceiling) {}

    private Team team(ShopId id) {
      return teams.computeIfAbsent(
          id,
          shop -> {
            AssignmentRule rule = shop(shop).rule();
            List<Hand> people = there(shop);
            return new Team(
                people.size(),
                people.stream().mapToInt(hand -> hand.load).sum(),
                people.stream().mapToInt(hand -> hand.ceiling(rule)).sum());
          });
    }

    private Place place(Queue.Waiting waiting, int position, boolean isGiven) {
      ShopNow shop = shop(waiting.shop());
      Team team = team(waiting.shop());
      return new Place(
          position,
          reason(shop, team, isGiven),
          team.online,
          team.load,
          team.ceiling,
          shop.opensAt(),
          waiting.lastAgent());
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
      for (Queue.Given one : situation.given()) {
        ShopNow shop = shop(one.shop());
        Hand hand = hands.get(one.agent());
        if (hand == null || hand.agent.presence() == Presence.GONE) {
          returns.add(new Return(one, false));
        } else if (shares(shop) && isOverdue(one, shop.rule()) && somebodyElseHasRoom(one, shop)) {
          returns.add(new Return(one, true));
        }
      }
      return List.copyOf(returns);
    }

    private boolean isOverdue(Queue.Given one, AssignmentRule rule) {
      return rule.pullBackAfterSeconds() > 0
          && !one.answered()
          && !one.at().plusSeconds(rule.pullBackAfterSeconds()).isAfter(situation.now());
    }

    /** Alone, or among people who have enough, they keep it: going round helps nobody. */
    private boolean somebodyElseHasRoom(Queue.Given one, ShopNow shop) {
      return there(one.shop()).stream()
          .anyMatch(
              hand -> !hand.agent.username().equals(one.agent()) && hand.hasRoom(shop.rule()));
    }
  }
}
