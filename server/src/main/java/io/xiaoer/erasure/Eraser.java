package io.xiaoer.erasure;

import io.xiaoer.audit.Audit;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.erasure.ErasesCustomer.Work;
import io.xiaoer.store.Database;
import io.xiaoer.store.Database.Scrubbed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Carries removals out, one step after the other, on the node that holds the lease. A step and the
 * note that it is done are one transaction, so a process may die between any two.
 *
 * <p>There are two rounds, some seconds apart: what somebody had read before the first one and
 * wrote down after it, the second one finds.
 */
final class Eraser {
  private static final Logger log = LoggerFactory.getLogger(Eraser.class);

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(30);

  /** The database's own limit for whoever waits for it, and some more. */
  static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(8);

  private static final String SECOND = "2 ";

  private final Database database;
  private final List<ErasesCustomer> owners;
  private final Lease lease;
  private final InstantSource clock;
  private final Duration betweenRounds;
  private final WakeUp wakeUp = new WakeUp();

  Eraser(
      Database database,
      List<ErasesCustomer> owners,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      Duration betweenRounds) {
    this.database = database;
    this.owners =
        owners.stream()
            .sorted(Comparator.comparing(ErasesCustomer::order).thenComparing(ErasesCustomer::name))
            .toList();
    this.lease = lease;
    this.clock = clock;
    this.betweenRounds = betweenRounds;
    signals.onRing(Topic.ERASURE, _ -> wakeUp.raise());
  }

  /** {@code owner}: whose it is; null for our own. */
  private record Step(String name, @Nullable ErasesCustomer owner) {}

  private static final Step AUDIT = new Step("audit", null);
  private static final Step OPEN_ID = new Step("open_id", null);
  private static final Step FILES = new Step("files", null);

  /** All of them, in their order. */
  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    owners.forEach(owner -> steps.add(new Step("1 " + owner.name(), owner)));
    owners.forEach(owner -> steps.add(new Step(SECOND + owner.name(), owner)));
    steps.add(AUDIT);
    steps.add(OPEN_ID);
    steps.add(FILES);
    return steps;
  }

  int stepCount() {
    return steps().size();
  }

  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE);
      return;
    }
    Instant now = clock.instant();
    Optional<Erasure> due = database.read(jdbc -> ErasureTable.due(jdbc, now));
    if (due.isEmpty()) {
      wakeUp.await(pause(now));
      return;
    }
    try {
      advance(due.get());
    } catch (RuntimeException e) {
      Instant again = clock.instant().plus(TROUBLE_PAUSE);
      database.write(jdbc -> {
        ErasureTable.dueAt(jdbc, due.get().id(), again);
        return true;
      });
      throw e;
    }
  }

  private Duration pause(Instant now) {
    return database
        .read(ErasureTable::nextDue)
        .map(at -> Duration.between(now, at))
        .filter(until -> until.compareTo(IDLE) < 0)
        .orElse(IDLE);
  }

  /**
   * Makes the next step that is not done. Once the openid is forgotten nobody is asked any more: an
   * owner that only a later version has would look for a customer without a name.
   */
  void advance(Erasure erasure) {
    Set<String> done = database.read(jdbc -> ErasureTable.done(jdbc, erasure.id()));
    boolean isNameless = done.contains(OPEN_ID.name);
    List<Step> left =
        steps().stream()
            .filter(step -> !done.contains(step.name) && !(isNameless && step.owner != null))
            .toList();
    if (left.isEmpty()) {
      return;
    }
    Step step = left.getFirst();
    ErasesCustomer owner = step.owner;
    if (owner != null) {
      Work work = owner.prepare(erasure.customer());
      write(erasure, step, work, left.size() > 1 && startsSecond(step, left.get(1)));
    } else if (step.equals(FILES)) {
      scrub(erasure, step);
    } else if (step.equals(AUDIT)) {
      write(erasure, step, jdbc -> Audit.forget(jdbc, Erasures.subject(erasure.customer())), false);
    } else {
      write(erasure, step, jdbc -> ErasureTable.forgetOpenId(jdbc, erasure.id()), false);
    }
  }

  private static boolean startsSecond(Step step, Step next) {
    return next.name.startsWith(SECOND) && !step.name.startsWith(SECOND);
  }

  private void write(Erasure erasure, Step step, Work work, boolean pause) {
    database.write((JdbcClient jdbc) -> {
      lease.check(jdbc);
      work.in(jdbc);
      Instant now = clock.instant();
      ErasureTable.done(jdbc, erasure.id(), step.name, now);
      if (pause) {
        ErasureTable.dueAt(jdbc, erasure.id(), now.plus(betweenRounds));
      }
      return true;
    });
  }

  /** Last, and after the openid is gone from our own row. */
  private void scrub(Erasure erasure, Step step) {
    boolean rewritten = true;
    for (ErasesCustomer owner : owners) {
      rewritten &= owner.scrub() == Scrubbed.DONE;
    }
    rewritten &= database.scrub() == Scrubbed.DONE; // Behind the features that live in it.
    boolean all = rewritten;
    database.write(jdbc -> {
      lease.check(jdbc);
      Instant now = clock.instant();
      ErasureTable.done(jdbc, erasure.id(), step.name, now);
      ErasureTable.finished(jdbc, erasure.id(), all, now);
      return true;
    });
    log.info(
        "erasure: customer of conversation {} is erased{}",
        erasure.customer().conversationId(),
        all ? "" : "; a database file is too large to be rewritten, see docs/operate");
  }
}
