package io.xiaoer.autoreply;

import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is to be decided on, one burst for each conversation at a time. */
final class DueTable {
  /** People write a thought in several messages. */
  static final Duration DEBOUNCE = Duration.ofSeconds(3);

  /** And must not wait longer, however fast they write. */
  static final Duration DEBOUNCE_MAX = Duration.ofSeconds(5);

  private DueTable() {}

  /** What began it. */
  enum Kind {
    WROTE,
    CLOSED
  }

  /** A burst, from the first event to the last. */
  record Due(
      long conversationId,
      Kind kind,
      long firstSeq,
      long lastSeq,
      Instant firstAt,
      Instant lastAt,
      Instant dueAt) {
    @Override
    public String toString() {
      return "conversation " + conversationId;
    }
  }

  private static final String COLUMNS =
      "conversation_id, kind, first_seq, last_seq, first_at, last_at, due_at";

  /**
   * Notes an event. One that was decided on, or is in the burst already, changes nothing; one of
   * another kind begins a new burst in its place.
   */
  static void note(JdbcClient jdbc, long conversationId, Kind kind, long seq, Instant at) {
    Duration wait =
        switch (kind) {
          case WROTE -> DEBOUNCE;
          case CLOSED -> Duration.ZERO;
        };
    jdbc.sql(
            """
            INSERT INTO automatic_reply_due
                (conversation_id, decided_seq, kind, first_seq, last_seq, first_at, last_at, due_at)
            VALUES (:conversation, 0, :kind, :seq, :seq, :at, :at, :due)
            ON CONFLICT (conversation_id) DO UPDATE
            SET kind = excluded.kind,
                first_seq = CASE WHEN automatic_reply_due.kind = excluded.kind
                                 THEN automatic_reply_due.first_seq ELSE excluded.first_seq END,
                last_seq = excluded.last_seq,
                first_at = CASE WHEN automatic_reply_due.kind = excluded.kind
                                THEN automatic_reply_due.first_at ELSE excluded.first_at END,
                last_at = excluded.last_at,
                due_at = CASE WHEN automatic_reply_due.kind = excluded.kind
                                AND automatic_reply_due.first_at + :max < excluded.due_at
                              THEN automatic_reply_due.first_at + :max ELSE excluded.due_at END
            WHERE automatic_reply_due.decided_seq < excluded.last_seq
              AND coalesce(automatic_reply_due.last_seq, 0) < excluded.last_seq
            """)
        .param("conversation", conversationId)
        .param("kind", kind.name().toLowerCase(Locale.ROOT))
        .param("seq", seq)
        .param("at", Micros.of(at))
        .param("due", Micros.of(at.plus(wait)))
        .param("max", DEBOUNCE_MAX.toNanos() / 1_000)
        .update();
  }

  /** The oldest first. */
  static List<Due> due(JdbcClient jdbc, Instant now, int limit) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM automatic_reply_due WHERE due_at <= ? ORDER BY due_at LIMIT ?")
        .params(Micros.of(now), limit)
        .query(RecordMapper.of(Due.class))
        .list();
  }

  static Optional<Due> find(JdbcClient jdbc, long conversationId, Instant now) {
    return jdbc.sql(
            "SELECT "
                + COLUMNS
                + " FROM automatic_reply_due WHERE conversation_id = ? AND due_at <= ?")
        .params(conversationId, Micros.of(now))
        .query(RecordMapper.of(Due.class))
        .optional();
  }

  static Optional<Instant> next(JdbcClient jdbc, Instant after) {
    return jdbc.sql("SELECT min(due_at) AS due_at FROM automatic_reply_due WHERE due_at > ?")
        .param(Micros.of(after))
        .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "due_at")))
        .single();
  }

  /** It is decided on. */
  static void settle(JdbcClient jdbc, Due due) {
    jdbc.sql(
            """
            UPDATE automatic_reply_due
            SET decided_seq = :last, kind = NULL, first_seq = NULL, last_seq = NULL,
                first_at = NULL, last_at = NULL, due_at = NULL
            WHERE conversation_id = :conversation
            """)
        .param("last", due.lastSeq)
        .param("conversation", due.conversationId)
        .update();
  }
}
