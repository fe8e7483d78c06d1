package io.xiaoer.webhook;

import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.store.Database;
import io.xiaoer.webhook.DeliveryTable.Found;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final Database database;
  private final EventLog log;
  private final Lease lease;
  private final NodeSignals signals;
  private final InstantSource clock;
  private final WakeUp wakeUp = new WakeUp();

  /** Without any nothing wakes this up but a new one. */
  private volatile boolean hasAny = true;

  Intake(Database database, EventLog log, Lease lease, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.log = log;
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
    boolean some = false;
    for (Webhook webhook : webhooks) {
      some |= piece(webhook);
    }
    if (!some) {
      wakeUp.await(IDLE);
    }
  }

  private boolean piece(Webhook webhook) throws InterruptedException {
    return webhook.isAsked() && log.follow(() -> takeUp(webhook));
  }

  /** Whether there may be more. */
  private boolean takeUp(Webhook webhook) {
    int room = PENDING_MAX - database.read(jdbc -> DeliveryTable.pending(jdbc, webhook.id()));
    if (room <= 0) {
      return false;
    }
    int limit = Math.min(room, ENTRIES_MAX);
    // In this order: what happened to a conversation follows the push that is in the log before it.
    List<Kept> happened =
        database.read(jdbc -> ConversationEvents.after(jdbc, webhook.eventSeq(), limit));
    List<LogEntry> entries = log.after(webhook.logSeq(), limit, null);
    List<Kept> events = entries.size() < limit ? happened : List.of();
    if (entries.isEmpty() && events.isEmpty()) {
      return false;
    }
    Instant now = clock.instant();
    boolean added =
        database.write(jdbc -> {
          lease.check(jdbc);
          Optional<Webhook> present = WebhookTable.find(jdbc, webhook.id());
          if (present.isEmpty()
              || !present.get().isAsked()
              || present.get().logSeq() != webhook.logSeq()
              || present.get().eventSeq() != webhook.eventSeq()) {
            return false;
          }
          int fresh =
              DeliveryTable.add(
                  jdbc, webhook.id(), found(jdbc, entries, events, present.get()), now);
          WebhookTable.takenUp(
              jdbc,
              webhook.id(),
              entries.isEmpty() ? webhook.logSeq() : entries.getLast().seq(),
              events.isEmpty() ? webhook.eventSeq() : events.getLast().seq());
          return fresh > 0;
        });
    if (added) {
      signals.ring(Topic.WEBHOOK);
    }
    return true;
  }

  private static List<Found> found(
      JdbcClient jdbc, List<LogEntry> entries, List<Kept> events, Webhook webhook) {
    List<Found> found = new ArrayList<>();
    for (LogEntry entry : entries) {
      CloudEvents.of(entry, webhook).ifPresent(found::add);
    }
    Map<Long, String> openIds = openIds(jdbc, events);
    for (Kept kept : events) {
      CloudEvents.of(kept, openIds.getOrDefault(kept.conversationId(), ""), webhook)
          .ifPresent(found::add);
    }
    return found;
  }

  private static Map<Long, String> openIds(JdbcClient jdbc, List<Kept> events) {
    Map<Long, String> openIds = new HashMap<>();
    if (!events.isEmpty()) {
      jdbc.sql("SELECT id, open_id FROM conversation WHERE id IN (:ids)")
          .param("ids", events.stream().map(Kept::conversationId).distinct().toList())
          .query(row -> {
            openIds.put(row.getLong("id"), row.getString("open_id"));
          });
    }
    return openIds;
  }

  /** What a range of the log is to a webhook, for sending it again. */
  List<Found> inRange(Webhook webhook, long fromSeq, long toSeq) {
    List<Found> found = new ArrayList<>();
    long at = fromSeq - 1;
    while (at < toSeq) {
      List<LogEntry> page = log.after(at, ENTRIES_MAX, null);
      if (page.isEmpty()) {
        break;
      }
      page.stream()
          .filter(entry -> entry.seq() <= toSeq)
          .forEach(entry -> CloudEvents.of(entry, webhook).ifPresent(found::add));
      at = page.getLast().seq();
    }
    return found;
  }
}
