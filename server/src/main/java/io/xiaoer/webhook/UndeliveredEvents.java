package io.xiaoer.webhook;

import io.xiaoer.cloudevent.EventFeed.Place;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.retention.NeedsContent;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a webhook has not been sent: what it has not taken up, what waits, and what was given up and
 * waits for a person. One that is paused or disabled goes on from its place, and needs it, too.
 */
final class UndeliveredEvents implements NeedsContent {
  private final Database database;
  private final EventLog log;

  UndeliveredEvents(Database database, EventLog log) {
    this.database = database;
    this.log = log;
  }

  @Override
  public String name() {
    return "webhooks";
  }

  private record Needed(OptionalLong logSeq, Optional<Instant> happened) {}

  @Override
  public Optional<Instant> since() {
    Needed needed = database.read(UndeliveredEvents::needed);
    Optional<Instant> entry =
        needed.logSeq.isEmpty()
            ? Optional.empty()
            : log.after(needed.logSeq.getAsLong(), 1, null).stream()
                .map(LogEntry::receivedAt)
                .findFirst();
    return Stream.concat(entry.stream(), needed.happened.stream()).min(Instant::compareTo);
  }

  private static Needed needed(JdbcClient jdbc) {
    List<Place> places = WebhookTable.all(jdbc).stream().map(Webhook::place).toList();
    OptionalLong unsent = unsent(jdbc, "log");
    OptionalLong logSeq =
        Stream.concat(
                places.stream().map(Place::logSeq),
                unsent.isPresent() ? Stream.of(unsent.getAsLong() - 1) : Stream.of())
            .mapToLong(Long::longValue)
            .min();
    OptionalLong unsentEvent = unsent(jdbc, "conversation");
    Optional<Instant> happened =
        Stream.concat(
                places.stream().map(Place::eventSeq),
                unsentEvent.isPresent() ? Stream.of(unsentEvent.getAsLong() - 1) : Stream.of())
            .min(Long::compare)
            .flatMap(seq ->
                ConversationEvents.after(jdbc, seq, 1).stream()
                    .map(ConversationEvents.Kept::happenedAt)
                    .findFirst());
    return new Needed(logSeq, happened);
  }

  private static OptionalLong unsent(JdbcClient jdbc, String source) {
    Optional<Long> first =
        jdbc.sql(
                """
                SELECT min(sequence) AS first FROM webhook_delivery
                WHERE source = ? AND state <> 'delivered'
                """)
            .param(source)
            .query((row, _) -> Optional.ofNullable(Columns.longOrNull(row, "first")))
            .single();
    return first.isPresent() ? OptionalLong.of(first.get()) : OptionalLong.empty();
  }
}
