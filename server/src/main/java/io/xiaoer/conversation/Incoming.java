package io.xiaoer.conversation;

import io.xiaoer.inbox.LogEntry;
import io.xiaoer.inbox.LogReader.Digest;
import io.xiaoer.inbox.LogReader.Digested;
import io.xiaoer.sdk.event.EventText;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.sdk.event.Read;
import io.xiaoer.store.Micros;
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

  /** What the conversation knows before the message. */
  private record Before(long id, String lastSortKey, String windowSortKey) {}

  private static void keep(JdbcClient jdbc, LogEntry entry, PushEvent.KfMessage event) {
    Instant writtenAt = writtenAt(entry);
    Before before = conversation(jdbc, entry, writtenAt);
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
    if (sortKey.compareTo(before.lastSortKey) > 0) {
      jdbc.sql(
              "UPDATE conversation SET last_message_id = ?, last_sort_key = ?, last_message_at = ?"
                  + " WHERE id = ?")
          .params(messageId, sortKey, Micros.of(writtenAt), before.id)
          .update();
    }
    switch (event.origin()) {
      case CUSTOMER -> customerWaits(jdbc, before, sortKey, writtenAt);
      case OTHER -> {}
    }
    Changes.note(jdbc, before.id, messageId, Micros.of(entry.receivedAt()));
  }

  private static void customerWaits(
      JdbcClient jdbc, Before before, String sortKey, Instant writtenAt) {
    long at = Micros.of(writtenAt);
    jdbc.sql(
            """
            UPDATE conversation
            SET unread = unread + 1,
                waiting_since = CASE WHEN waiting_since < ? THEN waiting_since ELSE ? END
            WHERE id = ?
            """)
        .params(at, at, before.id)
        .update();
    if (sortKey.compareTo(before.windowSortKey) > 0) {
      jdbc.sql(
              "UPDATE conversation SET window_sort_key = ?, window_opened_at = ?, window_used = 0"
                  + " WHERE id = ?")
          .params(sortKey, at, before.id)
          .update();
    }
  }

  private static Before conversation(JdbcClient jdbc, LogEntry entry, Instant writtenAt) {
    @Nullable Before known = find(jdbc, entry);
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
    Before made = find(jdbc, entry);
    if (made == null) {
      throw new IllegalStateException("a conversation just made is not there");
    }
    return made;
  }

  private static @Nullable Before find(JdbcClient jdbc, LogEntry entry) {
    return jdbc.sql(
            """
            SELECT id, last_sort_key, window_sort_key FROM conversation
            WHERE shop = ? AND open_id = ?
            """)
        .params(entry.shop().value(), entry.openId())
        .query((row, _) -> new Before(row.getLong(1), row.getString(2), row.getString(3)))
        .optional()
        .orElse(null);
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
