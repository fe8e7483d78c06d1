package io.xiaoer.assignment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.assignment.AssignmentRules.Setting;
import io.xiaoer.assignment.Plan.Assignment;
import io.xiaoer.assignment.Plan.Return;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Cadence;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.conversation.Assignments;
import io.xiaoer.conversation.Queue;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.staff.Accounts;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.staff.Accounts.State;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Makes a plan after each change and every two seconds, on the node that holds the lease, and
 * carries it out.
 *
 * <p>Between plan and deed a person may have acted, gone, or got something else. So whatever a plan
 * says is looked at again in the transaction that does it, where nobody else writes: the
 * conversation is as it was seen, and the agent is there and below their ceiling. What does not fit
 * any more is left to the next plan.
 */
final class AutomaticAssignment {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  /** Plans in a rush; the first change after a silence is planned for at once. */
  private static final Duration AT_MOST_EVERY = Duration.ofMillis(50);

  /** In one transaction, so that others come between. */
  private static final int AT_ONCE_MAX = 200;

  /** As many times as a plan took: one over a long queue does not keep a core from pushes. */
  private static final int RESTS = 3;

  /** Misses of longer ago are forgiven. */
  private static final Duration MISSES_COUNT = Duration.ofHours(1);

  private final Database database;
  private final Situations situations;
  private final ChangeFeed changeFeed;
  private final Lease lease;
  private final InstantSource clock;
  private final Function<ShopId, String> labels;
  private final MeterRegistry registry;
  private final Timer planning;
  private final Timer applying;
  private final WakeUp changed = new WakeUp();
  private final Cadence cadence = new Cadence(AT_MOST_EVERY);

  AutomaticAssignment(
      Database database,
      Situations situations,
      ChangeFeed changeFeed,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      Function<ShopId, String> labels,
      MeterRegistry registry) {
    this.database = database;
    this.situations = situations;
    this.changeFeed = changeFeed;
    this.lease = lease;
    this.clock = clock;
    this.labels = labels;
    this.registry = registry;
    planning =
        Timer.builder("xiaoer.assignment.plan")
            .description("reading the queue and planning who gets whom")
            .register(registry);
    applying =
        Timer.builder("xiaoer.assignment.apply")
            .description("carrying out a plan that gives or takes back something")
            .register(registry);
    signals.onRing(Topic.CHANGE, _ -> changed.raise());
  }

  /** What the worker does again and again. */
  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(LOOK_EVERY);
      return;
    }
    cadence.await();
    assignSome(); // What it left, or began, has raised the next wake-up.
    changed.await(LOOK_EVERY);
  }

  /** Makes one plan and carries out some of it; whether anything came of it. */
  boolean assignSome() {
    Instant now = clock.instant();
    Timer.Sample plans = Timer.start();
    Plan plan = database.read(jdbc -> situations.plan(jdbc, now));
    cadence.restFor(Duration.ofNanos(plans.stop(planning)).multipliedBy(RESTS));
    if (!plan.changesSomething()) {
      return false;
    }
    Timer.Sample applies = Timer.start();
    Done done =
        database.write(jdbc -> {
          lease.check(jdbc);
          return carryOut(jdbc, plan, clock.instant());
        });
    applies.stop(applying);
    changeFeed.announce();
    done.assigned.forEach(this::measure);
    return !done.assigned.isEmpty() || done.returned > 0;
  }

  /** What came of a plan. */
  private record Done(List<Assignment> assigned, int returned) {}

  private Done carryOut(JdbcClient jdbc, Plan plan, Instant now) {
    Map<ShopId, Setting> rules = AssignmentRules.all(jdbc);
    int returned = 0;
    for (Return one : plan.returns().stream().limit(AT_ONCE_MAX).toList()) {
      if (Queue.putBack(jdbc, one.assigned(), one.missed(), now)) {
        returned++;
        noteReturn(jdbc, one, rules, now);
      }
    }
    Map<String, Account> people =
        Accounts.active(jdbc).stream()
            .collect(Collectors.toMap(Account::username, Function.identity()));
    Map<String, Presence> connected = ConnectedUsers.all(jdbc, now);
    Map<String, Integer> loads = new HashMap<>(Assignments.loads(jdbc, now));
    List<Assignment> assigned = new ArrayList<>();
    for (Assignment assignment : plan.assignments().stream().limit(AT_ONCE_MAX).toList()) {
      AssignmentRule rule = rules.getOrDefault(assignment.waiting().shop(), Setting.NONE).rule();
      Account agent = people.get(assignment.agent());
      int load = loads.getOrDefault(assignment.agent(), 0);
      if (agent != null
          && rule.mode() == Mode.AUTOMATIC
          && agent.state() == State.ONLINE
          && connected.get(agent.username()) == Presence.CONNECTED
          && agent.shops().has(assignment.waiting().shop())
          && load < rule.ceilingFor(agent.ceiling())
          && Queue.assign(jdbc, assignment.waiting(), agent.username(), now)) {
        loads.put(agent.username(), load + 1);
        assigned.add(assignment);
      }
    }
    return new Done(assigned, returned);
  }

  private void noteReturn(JdbcClient jdbc, Return one, Map<ShopId, Setting> rules, Instant now) {
    Counter.builder("xiaoer.assignment.returns")
        .description("conversations that went back to the queue from somebody")
        .tag("shop", labels.apply(one.assigned().shop()))
        .tag("reason", one.missed() ? "missed" : "gone")
        .register(registry)
        .increment();
    if (!one.missed()) {
      return;
    }
    String agent = one.assigned().agent();
    Misses.note(jdbc, one.assigned().id(), agent, now);
    int max = rules.getOrDefault(one.assigned().shop(), Setting.NONE).rule().awayAfterMissed();
    if (max > 0 && Misses.since(jdbc, agent, since(jdbc, agent, now)) >= max) {
      Accounts.sendAway(jdbc, agent, now);
      Audit.note(jdbc, now, "", AuditAction.SENT_AWAY, agent, "missed " + max);
    }
  }

  private static Instant since(JdbcClient jdbc, String agent, Instant now) {
    Instant stateSince = Accounts.stateSince(jdbc, agent);
    Instant lately = now.minus(MISSES_COUNT);
    return stateSince.isAfter(lately) ? stateSince : lately;
  }

  private void measure(Assignment assignment) {
    Duration waited = Duration.between(assignment.waiting().since(), clock.instant());
    Timer.builder("xiaoer.assignment")
        .description("from what a customer wrote until the server gave it to somebody")
        .tag("shop", labels.apply(assignment.waiting().shop()))
        .serviceLevelObjectives(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10))
        .register(registry)
        .record(waited.isNegative() ? Duration.ZERO : waited);
  }
}
