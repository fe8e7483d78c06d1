package io.xiaoer.assignment;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.AssignmentRules.Setting;
import io.xiaoer.assignment.Situation.Agent;
import io.xiaoer.assignment.Situation.ShopNow;
import io.xiaoer.conversation.Assignments;
import io.xiaoer.conversation.Queue;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.hours.Timetables;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what the planner has to know, as one moment shows it. */
final class Situations {
  /** Who got nothing for so long is as fresh as who never got anything. */
  private static final Duration LATELY = Duration.ofDays(1);

  /** Longer than anything is kept. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  /** More than is carried out at once of a plan. */
  static final int READ_FIRST = 250;

  /** If nobody can get any of those who were read. */
  private static final int READ_TIMES = 8;

  private final ShopHours hours;

  Situations(ShopHours hours) {
    this.hours = hours;
  }

  /** With everybody who waits. */
  Situation read(JdbcClient jdbc, Instant now) {
    List<Queue.Waiting> waiting = Queue.waiting(jdbc, now);
    List<Queue.Assigned> assigned = Queue.assigned(jdbc, now);
    return new Situation(
        now,
        waiting,
        assigned,
        agents(jdbc, Assignments.loads(jdbc, now), now),
        shops(
            jdbc,
            AssignmentRules.all(jdbc),
            Stream.concat(
                waiting.stream().map(Queue.Waiting::shop),
                assigned.stream().map(Queue.Assigned::shop)),
            now),
        missedBy(jdbc, List.of()),
        groups(jdbc));
  }

  /**
   * A plan of what can be done now. However long the queue is, what nobody has room for is not
   * read, and of the others so many as one plan can give; more only when nothing comes of those,
   * since all of them wait for a group that is full.
   */
  Plan plan(JdbcClient jdbc, Instant now) {
    Map<ShopId, Setting> rules = AssignmentRules.all(jdbc);
    if (rules.values().stream().noneMatch(one -> one.rule().mode() == Mode.AUTOMATIC)) {
      return Plan.NOTHING;
    }
    Map<ShopId, ShopNow> shops = shops(jdbc, rules, rules.keySet().stream(), now);
    Map<String, Integer> loads = Assignments.loads(jdbc, now);
    List<Agent> agents = agents(jdbc, loads, now);
    List<ShopId> withRoom =
        shops.entrySet().stream()
            .filter(entry -> entry.getValue().assignsNow())
            .filter(entry -> anyRoom(agents, entry.getKey(), entry.getValue().rule()))
            .map(Map.Entry::getKey)
            .toList();
    List<Queue.Assigned> overdue =
        Queue.overdue(
            jdbc,
            gone(agents, loads),
            withRoom,
            now.minus(soonestPullBack(shops)),
            now,
            READ_FIRST);
    Map<Long, Set<String>> groups = groups(jdbc);
    for (int limit = READ_FIRST; ; limit *= READ_TIMES) {
      List<Queue.Waiting> waiting =
          Queue.firstWaiting(
              jdbc, withRoom, now, now.minus(Planner.IN_TIME), now.minus(Planner.AT_RISK), limit);
      List<Long> ids = waiting.stream().map(Queue.Waiting::id).toList();
      Plan plan =
          Planner.plan(
              new Situation(now, waiting, overdue, agents, shops, missedBy(jdbc, ids), groups));
      if (plan.changesSomething() || waiting.size() < limit) {
        return plan;
      }
    }
  }

  /** Whoever has something and is not there. */
  private static List<String> gone(List<Agent> agents, Map<String, Integer> loads) {
    Set<String> there =
        agents.stream()
            .filter(agent -> agent.presence() != Presence.GONE)
            .map(Agent::username)
            .collect(Collectors.toSet());
    return loads.keySet().stream().filter(username -> !there.contains(username)).toList();
  }

  /** Where a shop pulls back; else so long that nothing is found. */
  private static Duration soonestPullBack(Map<ShopId, ShopNow> shops) {
    return shops.values().stream()
        .filter(ShopNow::assignsNow)
        .map(shop -> shop.rule().pullBackAfterSeconds())
        .filter(seconds -> seconds > 0)
        .min(Integer::compare)
        .map(Duration::ofSeconds)
        .orElse(NEVER);
  }

  private static Map<Long, String> missedBy(JdbcClient jdbc, List<Long> ids) {
    Map<Long, String> missedBy = Misses.lastOfWaiting(jdbc, ids);
    missedBy.putAll(Queue.putBackFrom(jdbc, ids));
    return missedBy;
  }

  private static Map<Long, Set<String>> groups(JdbcClient jdbc) {
    return GroupTable.all(jdbc).stream()
        .collect(Collectors.toMap(AgentGroup::id, group -> Set.copyOf(group.members())));
  }

  private static boolean anyRoom(List<Agent> agents, ShopId shop, AssignmentRule rule) {
    return agents.stream()
        .anyMatch(agent -> agent.isAssignable() && agent.shops().has(shop) && agent.hasRoom(rule));
  }

  private static List<Agent> agents(JdbcClient jdbc, Map<String, Integer> loads, Instant now) {
    Map<String, Presence> connected = ConnectedUsers.all(jdbc, now);
    Map<String, Instant> lastAssigned = Queue.lastAssigned(jdbc, now.minus(LATELY));
    return Accounts.active(jdbc).stream()
        .map(account ->
            new Agent(
                account.username(),
                account.shops(),
                account.state() == State.ONLINE,
                connected.getOrDefault(account.username(), Presence.GONE),
                loads.getOrDefault(account.username(), 0),
                account.ceiling(),
                lastAssigned.get(account.username())))
        .toList();
  }

  private Map<ShopId, ShopNow> shops(
      JdbcClient jdbc, Map<ShopId, Setting> rules, Stream<ShopId> which, Instant now) {
    Timetables timetables = hours.all(jdbc);
    Map<ShopId, ShopNow> shops = new HashMap<>();
    which
        .distinct()
        .forEach(shop ->
            shops.put(
                shop,
                ShopNow.at(timetables, shop, rules.getOrDefault(shop, Setting.NONE).rule(), now)));
    return shops;
  }
}
