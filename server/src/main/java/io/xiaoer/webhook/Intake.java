package io.xiaoer.webhook;

import io.xiaoer.cloudevent.CloudEvents;
import io.xiaoer.cloudevent.EventFeed;
import io.xiaoer.cloudevent.EventFeed.Page;
import io.xiaoer.cloudevent.EventRef;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes up what each webhook is to be sent: its own place in the log and in the events of
 * conversations moves in the transaction that keeps the deliveries. So many wait for one at most;
 * the rest of what it is to be sent stays where it is kept anyway.
 */
final class Intake {
  static final int PENDING_MAX = 1_000;
  private static final int ENTRIES_MAX = 200;
  private static final Duration IDLE = Duration.ofSeconds(5);

  /** Others are waited for, to be taken with the first; each time costs a place with the writer. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private final Database database;
  private final EventLog log;
  private final EventFeed feed;
  private final Lease lease;
  private final NodeSignals signals;
  private final InstantSource clock;
  private final WakeUp wakeUp = new WakeUp();

  /** Without any nothing wakes this up but a new one. */
  private volatile boolean hasAny = true;

  Intake(
      Database database,
      EventLog log,
      EventFeed feed,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.log = log;
    this.feed = feed;
    this.lease = lease;
    this.signals = signals;
    this.clock = clock;
    signals.onRing(Topic.LOG, _ -> wakeIfAny());
    signals.onRing(Topic.CHANGE, _ -> wakeIfAny());
    signals.onRing(
        Topic.WEBHOOK,
        _ -> {
          hasAny = true;
          wakeUp.raise();
        });
  }

  private void wakeIfAny() {
    if (hasAny) {
      wakeUp.raise();
    }
  }

  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE);
      return;
    }
    List<Webhook> webhooks = database.read(WebhookTable::all);
    hasAny = !webhooks.isEmpty();
    List<Portion> portions = log.follow(() -> portions(webhooks));
    if (portions.isEmpty()) {
      wakeUp.await(IDLE);
      return;
    }
    if (keep(portions)) {
      signals.ring(Topic.WEBHOOK);
    }
    if (portions.stream().allMatch(portion -> portion.page.isLast())) {
      Thread.sleep(GATHER);
    }
  }

  /** What stands behind the place of a webhook. */
  private record Portion(Webhook webhook, Page page) {}

  private List<Portion> portions(List<Webhook> webhooks) {
    return webhooks.stream()
        .filter(Webhook::isAsked)
        .flatMap(webhook -> portion(webhook).stream())
        .filter(portion -> !portion.page.isEmpty())
        .toList();
  }

  /** Empty when enough waits for it. */
  private Optional<Portion> portion(Webhook webhook) {
    int room = PENDING_MAX - database.read(jdbc -> DeliveryTable.pending(jdbc, webhook.id()));
    return room <= 0
        ? Optional.empty()
        : Optional.of(
            new Portion(webhook, feed.after(webhook.place(), Math.min(room, ENTRIES_MAX))));
  }

  /** Gives whether there is something to send. */
  private boolean keep(List<Portion> portions) {
    Instant now = clock.instant();
    return database.write(jdbc -> {
      lease.check(jdbc);
      int fresh = 0;
      for (Portion portion : portions) {
        fresh += keep(jdbc, portion.webhook, portion.page, now);
      }
      return fresh > 0;
    });
  }

  private static int keep(JdbcClient jdbc, Webhook webhook, Page page, Instant now) {
    Optional<Webhook> present =
        WebhookTable.find(jdbc, webhook.id())
            .filter(one -> one.isAsked() && one.place().equals(webhook.place()));
    if (present.isEmpty()) {
      return 0; // Removed, stopped or sent elsewhere meanwhile.
    }
    int fresh = DeliveryTable.add(jdbc, webhook.id(), found(page, present.get()), now);
    WebhookTable.takenUp(jdbc, webhook.id(), page.end());
    return fresh;
  }

  private static List<EventRef> found(Page page, Webhook webhook) {
    List<EventRef> found = new ArrayList<>();
    for (LogEntry entry : page.entries()) {
      CloudEvents.of(entry, webhook.types(), webhook.shops()).ifPresent(found::add);
    }
    for (Kept kept : page.happened()) {
      CloudEvents.of(kept, webhook.types(), webhook.shops()).ifPresent(found::add);
    }
    return found;
  }

  /** What a range of the log is to a webhook, for sending it again. */
  List<EventRef> inRange(Webhook webhook, long fromSeq, long toSeq) {
    List<EventRef> found = new ArrayList<>();
    long at = fromSeq - 1;
    while (at < toSeq) {
      List<LogEntry> entries = log.after(at, ENTRIES_MAX, null);
      if (entries.isEmpty()) {
        break;
      }
      entries.stream()
          .filter(entry -> entry.seq() <= toSeq)
          .forEach(entry ->
              CloudEvents.of(entry, webhook.types(), webhook.shops()).ifPresent(found::add));
      at = entries.getLast().seq();
    }
    return found;
  }
}
