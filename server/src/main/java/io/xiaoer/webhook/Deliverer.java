package io.xiaoer.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cloudevent.CloudEvents;
import io.xiaoer.cluster.Lease;
import io.xiaoer.duework.DueWork;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import io.xiaoer.webhook.DeliveryTable.Due;
import io.xiaoer.webhook.Signature.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sends what is due. An attempt is noted before the call, with the time of the next one, so a
 * process may die at any moment: the event is sent again, under the same id.
 */
final class Deliverer implements DueWork<Due> {
  private static final Logger log = LoggerFactory.getLogger(Deliverer.class);

  static final String MEDIA_TYPE = "application/cloudevents+json";

  /** At one address; one that hangs holds no other's. */
  static final int CALLS_EACH_MAX = 2;

  private static final int CALLS_MAX = 16;
  private static final Duration PRUNE_EVERY = Duration.ofHours(1);
  private static final String METRIC = "xiaoer.webhook.calls";

  private final Database database;
  private final CloudEvents events;
  private final Calls calls;
  private final Seal seal;
  private final Lease lease;
  private final InstantSource clock;
  private final MeterRegistry registry;

  /** What is under way, by webhook. */
  private final Map<Long, Set<Long>> underWay = new HashMap<>();

  private Instant pruneAt = Instant.MIN;

  Deliverer(
      Database database,
      CloudEvents events,
      Calls calls,
      Seal seal,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.events = events;
    this.calls = calls;
    this.seal = seal;
    this.lease = lease;
    this.clock = clock;
    this.registry = registry;
    registry.counter(METRIC, "outcome", "taken"); // there from the start, at 0
    registry.counter(METRIC, "outcome", "failed");
    registry.counter(METRIC, "outcome", "given_up");
  }

  @Override
  public List<Due> admit(Instant now) {
    prune(now);
    List<Due> admitted = new ArrayList<>();
    for (Webhook webhook : database.read(WebhookTable::all)) {
      int places = places(webhook, now);
      if (places > 0) {
        for (Due due :
            database.read(jdbc -> DeliveryTable.due(jdbc, webhook, now, places + CALLS_EACH_MAX))) {
          if (enter(due, places)) {
            admitted.add(due);
          }
        }
      }
    }
    return admitted;
  }

  /** How many calls it may have under way at once. */
  private static int places(Webhook webhook, Instant now) {
    if (!webhook.isAsked()) {
      return 0;
    }
    Instant probeAt = webhook.probeAt();
    if (probeAt == null) {
      return CALLS_EACH_MAX;
    }
    return probeAt.isAfter(now) ? 0 : 1;
  }

  private boolean enter(Due due, int places) {
    synchronized (underWay) {
      int all = underWay.values().stream().mapToInt(Set::size).sum();
      Set<Long> own = underWay.computeIfAbsent(due.webhookId(), _ -> new HashSet<>());
      return all < CALLS_MAX && own.size() < places && own.add(due.id());
    }
  }

  @Override
  public void leave(Due due) {
    synchronized (underWay) {
      Set<Long> own = underWay.get(due.webhookId());
      if (own != null) {
        own.remove(due.id());
        if (own.isEmpty()) {
          underWay.remove(due.webhookId());
        }
      }
    }
  }

  @Override
  public Instant nextLook(Instant looked) {
    return database.read(jdbc -> DeliveryTable.next(jdbc, looked)).orElse(Instant.MAX);
  }

  /** What is needed for a call that has begun. */
  private record Begun(Webhook webhook, List<Secret> secrets, long attempt) {}

  @Override
  public void attempt(Due due) {
    double chance = ThreadLocalRandom.current().nextDouble();
    Instant now = clock.instant();
    Optional<Begun> begun =
        database.write(jdbc -> {
          lease.check(jdbc);
          Optional<Webhook> webhook =
              WebhookTable.find(jdbc, due.webhookId()).filter(Webhook::isAsked);
          if (webhook.isEmpty()) {
            return Optional.empty();
          }
          List<Secret> secrets = WebhookTable.secrets(jdbc, seal, due.webhookId(), now);
          if (secrets.isEmpty()) {
            log.error(
                "webhooks: the secret of webhook {} was sealed with another key; it is disabled"
                    + " until it has a new one and is resumed",
                due.webhookId());
            WebhookTable.disable(jdbc, due.webhookId(), Webhook.Reason.SECRET);
            return Optional.empty();
          }
          Instant again = now.plus(Schedule.pause(due.attempts() + 1, chance));
          return DeliveryTable.begin(jdbc, due, now, again)
              .map(attempt -> new Begun(webhook.get(), secrets, attempt));
        });
    if (begun.isEmpty()) {
      return;
    }
    Optional<String> body = events.json(due.sent());
    if (body.isEmpty()) {
      log.error(
          "webhooks: {} of webhook {} cannot be made any more and is given up: what it is made of"
              + " is gone",
          due,
          due.webhookId());
      settle(due, false);
      return;
    }
    Answer answer =
        calls.post(
            begun.get().webhook.url(),
            Signature.headers(begun.get().secrets, due.eventId(), body.get(), now),
            MEDIA_TYPE,
            body.get());
    finish(due, begun.get(), answer, chance);
  }

  private void finish(Due due, Begun begun, Answer answer, double chance) {
    Instant now = clock.instant();
    int attempts = due.attempts() + 1;
    boolean taken = answer instanceof Answer.Answered answered && answered.isTaken();
    boolean gone = answer instanceof Answer.Answered answered && answered.isGone();
    boolean givenUp = !taken && attempts >= Schedule.ATTEMPTS_MAX;
    database.write(jdbc -> {
      lease.check(jdbc);
      DeliveryTable.answered(jdbc, begun.attempt, answer);
      if (taken || givenUp) {
        DeliveryTable.settle(jdbc, due, taken, now);
      } else {
        DeliveryTable.dueAt(jdbc, due, Schedule.again(answer, attempts, now, chance));
      }
      Optional<Webhook> present = WebhookTable.find(jdbc, due.webhookId());
      if (present.isPresent()) {
        rate(jdbc, present.get(), taken, gone, now);
      }
      return true;
    });
    registry
        .counter(METRIC, "outcome", taken ? "taken" : givenUp ? "given_up" : "failed")
        .increment();
    if (givenUp) {
      log.error(
          "webhooks: {} of webhook {} was not taken in {} attempts and is given up; it can be sent"
              + " again from the page of webhooks",
          due,
          due.webhookId(),
          attempts);
    }
  }

  private static void rate(
      JdbcClient jdbc, Webhook webhook, boolean taken, boolean gone, Instant now) {
    if (taken) {
      WebhookTable.worked(jdbc, webhook);
    } else if (gone) {
      log.warn("webhooks: webhook {} answered 410 (gone) and is disabled", webhook.id());
      WebhookTable.disable(jdbc, webhook.id(), Webhook.Reason.GONE);
    } else {
      Instant since = webhook.failingSince();
      if (since != null && since.plus(Schedule.FAILING_MAX).isBefore(now)) {
        log.error(
            "webhooks: webhook {} has taken nothing since {} and is disabled", webhook.id(), since);
        WebhookTable.disable(jdbc, webhook.id(), Webhook.Reason.FAILING);
        return;
      }
      int failures = webhook.failures() + 1;
      boolean rests = failures >= Schedule.FAILURES_MAX;
      if (failures == Schedule.FAILURES_MAX) {
        log.warn(
            "webhooks: {} calls in a row to webhook {} failed; it is tried again now and then",
            failures,
            webhook.id());
      }
      @Nullable Instant probe = rests ? now.plus(Schedule.untilProbe(failures)) : null;
      WebhookTable.failed(jdbc, webhook, now, probe);
    }
  }

  private void settle(Due due, boolean delivered) {
    database.write(jdbc -> {
      lease.check(jdbc);
      DeliveryTable.settle(jdbc, due, delivered, clock.instant());
      return true;
    });
    registry.counter(METRIC, "outcome", "given_up").increment();
  }

  private void prune(Instant now) {
    if (now.isBefore(pruneAt)) {
      return;
    }
    boolean more =
        database.write(jdbc -> {
          lease.check(jdbc);
          return DeliveryTable.prune(jdbc, now);
        });
    pruneAt = more ? now : now.plus(PRUNE_EVERY);
  }
}
