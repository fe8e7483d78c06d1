package io.xiaoer.conversation;

import io.xiaoer.inbox.LogEntry;
import io.xiaoer.inbox.LogReader.Digest;
import io.xiaoer.inbox.LogReader.Digested;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.Origin;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Turns an entry of the log into a message of a conversation. Other events pass by. */
final class Incoming implements Digest {
  /** A CreateTime further ahead of our clock than this is not believed. */
  private static final Duration CLOCK_SKEW_MAX = Duration.ofDays(1);

  private static final Digested DONE = new Digested.Done();

  @Override
  public Digested apply(JdbcClient jdbc, LogEntry entry) {
    return switch (EventText.read(entry.raw())) {
      case Read.Unreadable(String why) -> new Digested.Parked(why);
      case Read.Event(PushEvent.Other _) -> DONE;
      case Read.Event(PushEvent.KfMessage message) when entry.openId().isEmpty() ->
          new Digested.Parked("a message that names no customer");
      case Read.Event(PushEvent.KfMessage message) -> {
        keep(jdbc, entry, message);
        yield DONE;
      }
    };
  }

  /** What a conversation knows of its messages. */
  private record State(
      long id,
      @Nullable Long lastMessageId,
      String lastSortKey,
      long lastMessageAt,
      int unread,
      @Nullable Long waitingSince,
      String windowSortKey,
      @Nullable Long windowOpenedAt,
      int windowUsed) {

    State with(Origin origin, String sortKey, Long messageId, long writtenAt) {
      State placed =
          sortKey.compareTo(lastSortKey) > 0
              ? new State(
                  id,
                  messageId,
                  sortKey,
                  writtenAt,
                  unread,
                  waitingSince,
                  windowSortKey,
                  windowOpenedAt,
                  windowUsed)
              : this;
      return switch (origin) {
        case CUSTOMER -> placed.customerWrote(sortKey, writtenAt);
        case OTHER -> placed;
      };
    }

    private State customerWrote(String sortKey, long writtenAt) {
      boolean newWindow = sortKey.compareTo(windowSortKey) > 0;
      return new State(
          id,
          lastMessageId,
          lastSortKey,
          lastMessageAt,
          unread + 1,
          waitingSince == null ? writtenAt : Math.min(waitingSince, writtenAt),
          newWindow ? sortKey : windowSortKey,
          newWindow ? (Long) writtenAt : windowOpenedAt,
          newWindow ? 0 : windowUsed);
    }
  }

  private static void keep(JdbcClient jdbc, LogEntry entry, PushEvent.KfMessage event) {
    Instant writtenAt = writtenAt(entry);
    State before = conversation(jdbc, entry, writtenAt);
    String numbered = SortKey.ofMsgId(entry.msgId());
    String sortKey = numbered == null ? SortKey.behind(before.lastSortKey) : numbered;
    BodyJson body = BodyJson.of(event.message(), event.head().raw());
    Long messageId =
        jdbc.sql(
                """
                INSERT INTO message (conversation_id, sort_key, direction, origin, type, body,
                                     msg_id, log_seq, created_at, received_at)
                VALUES (?, ?, 'in', ?, ?, ?, ?, ?, ?, ?)
                RETURNING id
                """)
            .params(
                Arrays.asList(
                    before.id,
                    sortKey,
                    Rows.lower(event.origin()),
                    body.type(),
                    body.json(),
                    entry.msgId(),
                    entry.seq(),
                    Micros.of(writtenAt),
                    Micros.of(entry.receivedAt())))
            .query(Long.class)
            .single();
    update(jdbc, before.with(event.origin(), sortKey, messageId, Micros.of(writtenAt)));
    Changes.note(jdbc, before.id, messageId, Micros.of(entry.receivedAt()));
  }

  private static void update(JdbcClient jdbc, State after) {
    jdbc.sql(
            """
            UPDATE conversation
            SET last_message_id = ?, last_sort_key = ?, last_message_at = ?, unread = ?,
                waiting_since = ?, window_sort_key = ?, window_opened_at = ?, window_used = ?
            WHERE id = ?
            """)
        .params(
            Arrays.asList(
                after.lastMessageId,
                after.lastSortKey,
                after.lastMessageAt,
                after.unread,
                after.waitingSince,
                after.windowSortKey,
                after.windowOpenedAt,
                after.windowUsed,
                after.id))
        .update();
  }

  private static State conversation(JdbcClient jdbc, LogEntry entry, Instant writtenAt) {
    @Nullable State known = find(jdbc, entry);
    if (known != null) {
      return known;
    }
    jdbc.sql(
            """
            INSERT INTO conversation (shop, open_id, created_at, last_message_at)
            VALUES (?, ?, ?, ?)
            """)
        .params(
            entry.shop().value(),
            entry.openId(),
            Micros.of(entry.receivedAt()),
            Micros.of(writtenAt))
        .update();
    State made = find(jdbc, entry);
    if (made == null) {
      throw new IllegalStateException("a conversation just made is not there");
    }
    return made;
  }

  private static @Nullable State find(JdbcClient jdbc, LogEntry entry) {
    return jdbc.sql(
            """
            SELECT id, last_message_id, last_sort_key, last_message_at, unread, waiting_since,
                   window_sort_key, window_opened_at, window_used
            FROM conversation WHERE shop = ? AND open_id = ?
            """)
        .params(entry.shop().value(), entry.openId())
        .query((row, _) ->
            new State(
                row.getLong(1),
                longOrNull(row, 2),
                row.getString(3),
                row.getLong(4),
                row.getInt(5),
                longOrNull(row, 6),
                row.getString(7),
                longOrNull(row, 8),
                row.getInt(9)))
        .optional()
        .orElse(null);
  }

  private static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static Instant writtenAt(LogEntry entry) {
    Long seconds = entry.createTime();
    if (seconds == null || seconds < 0) {
      return entry.receivedAt();
    }
    long latest = entry.receivedAt().plus(CLOCK_SKEW_MAX).getEpochSecond();
    return seconds > latest ? entry.receivedAt() : Instant.ofEpochSecond(seconds);
  }
}
