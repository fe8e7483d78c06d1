package io.xiaoer.round;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rounds one by one, for those who ask how it would have been otherwise. */
public final class PastRounds {
  private PastRounds() {}

  /**
   * A round of one shop.
   *
   * @param openedAt when its first message was written, by the platform's clock
   * @param arrivedAt when that came
   * @param queueMicros in the queue, until it ended
   * @param agentAt since when who had it at the end had it; null when nobody did
   * @param answeredAt null without an answer
   * @param answeredBy null without an answer
   */
  public record PastRound(
      long conversationId,
      Instant openedAt,
      Instant arrivedAt,
      long queueMicros,
      @Nullable Instant agentAt,
      @Nullable Instant answeredAt,
      @Nullable String answeredBy) {}

  /** A round that a person has ended by a text. */
  public record Answered(long conversationId, long answerId) {}

  /**
   * Rounds that began in a time and ended with a text that a person wrote without a machine, the
   * newest first; those whose text is removed, and blocked customers, are left out.
   */
  public static List<Answered> answered(
      JdbcClient jdbc, ShopId shop, Instant from, Instant to, int limit) {
    return jdbc.sql(
            """
            SELECT r.conversation_id, m.id AS answer_id
            FROM round r JOIN conversation c ON c.id = r.conversation_id
            JOIN message m ON m.conversation_id = r.conversation_id AND m.sort_key = r.end_key
            WHERE r.shop = :shop AND r.opened_at >= :from AND r.opened_at < :to
              AND r.outcome = 'answered' AND m.direction = 'out' AND m.type = 'text'
              AND m.origin IN ('person', 'agent') AND m.emptied_at IS NULL AND c.erased_at IS NULL
              AND (c.blocked_until IS NULL OR c.blocked_until <= :to)
            ORDER BY r.opened_at DESC, r.id DESC LIMIT :limit
            """)
        .param("shop", shop.value())
        .param("from", Micros.of(from))
        .param("to", Micros.of(to))
        .param("limit", limit)
        .query(RecordMapper.of(Answered.class))
        .list();
  }

  /** Those that came in a time, in the order in which they came; blocked customers are left out. */
  public static List<PastRound> of(
      JdbcClient jdbc, ShopId shop, Instant from, Instant to, int limit, Instant now) {
    return jdbc.sql(
            """
            SELECT r.conversation_id, r.opened_at, r.arrived_at, r.queue_micros, r.agent_at,
                   CASE WHEN r.outcome = 'answered' THEN r.ended_at END AS answered_at,
                   CASE WHEN r.outcome = 'answered' THEN r.ended_by END AS answered_by
            FROM round r JOIN conversation c ON c.id = r.conversation_id
            WHERE r.shop = :shop AND r.opened_at >= :from AND r.opened_at < :to
              AND (c.blocked_until IS NULL OR c.blocked_until <= :now)
            ORDER BY r.arrived_at, r.id LIMIT :limit
            """)
        .param("shop", shop.value())
        .param("from", Micros.of(from))
        .param("to", Micros.of(to))
        .param("now", Micros.of(now))
        .param("limit", limit)
        .query(RecordMapper.of(PastRound.class))
        .list();
  }
}
