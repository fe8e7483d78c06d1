package io.xiaoer.autoreply;

import io.xiaoer.autoreply.Decision.Reason;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was decided, rule by rule: what was sent, and what was not although its rule applied. */
final class ReplyLog {
  static final Duration KEPT = Duration.ofDays(90);

  /** That somebody was told before is of interest for a while, and by far the most. */
  static final Duration REPETITIONS_KEPT = Duration.ofDays(7);

  private static final int PRUNED_MAX = 5_000;

  private ReplyLog() {}

  /**
   * A line.
   *
   * @param ruleName as it was then
   * @param reason of what was suppressed
   * @param messageId of what was sent
   */
  record Entry(
      long id,
      Instant loggedAt,
      ShopId shop,
      long conversationId,
      long ruleId,
      String ruleName,
      String outcome,
      @Nullable String reason,
      @Nullable Long messageId) {}

  /**
   * Of a stretch of time: messages sent, answers of the platform they took, held back for people.
   */
  record Counts(long sent, long budgetUsed, long suppressedByBudget) {}

  static void sent(
      JdbcClient jdbc, Instant at, ShopId shop, long conversationId, Rule rule, long messageId) {
    add(jdbc, at, shop, conversationId, rule, "sent", null, messageId);
  }

  static void suppressed(
      JdbcClient jdbc, Instant at, ShopId shop, long conversationId, Rule rule, Reason reason) {
    add(jdbc, at, shop, conversationId, rule, "suppressed", reason.word(), null);
  }

  private static void add(
      JdbcClient jdbc,
      Instant at,
      ShopId shop,
      long conversationId,
      Rule rule,
      String outcome,
      @Nullable String reason,
      @Nullable Long messageId) {
    jdbc.sql(
            """
            INSERT INTO automatic_reply_log (logged_at, shop, conversation_id, rule_id, rule_name,
                                             outcome, reason, message_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                Micros.of(at),
                shop.value(),
                conversationId,
                rule.id(),
                rule.name(),
                outcome,
                reason,
                messageId))
        .update();
  }

  /**
   * Which lines are asked for.
   *
   * @param outcome sent or suppressed, empty for both
   * @param reason of what was suppressed, empty for any
   */
  record Which(ShopScope shops, Instant from, String outcome, String reason) {}

  /** The newest first; {@code before} is the id of one, or null to begin. */
  static List<Entry> entries(JdbcClient jdbc, Which which, @Nullable Long before, int limit) {
    return jdbc.sql(
            """
            SELECT id, logged_at, shop, conversation_id, rule_id, rule_name, outcome, reason,
                   message_id
            FROM automatic_reply_log
            WHERE id < :before AND logged_at >= :from AND %s
              AND (:outcome = '' OR outcome = :outcome) AND (:reason = '' OR reason = :reason)
            ORDER BY id DESC LIMIT :limit
            """
                .formatted(which.shops.sql("shop")))
        .param("before", before == null ? (Long) Long.MAX_VALUE : before)
        .param("from", Micros.of(which.from))
        .param("shops", which.shops.sqlNames())
        .param("outcome", which.outcome)
        .param("reason", which.reason)
        .param("limit", limit)
        .query(RecordMapper.of(Entry.class))
        .list();
  }

  static Counts counts(JdbcClient jdbc, ShopScope shops, Instant from, Instant to) {
    return jdbc.sql(
            """
            SELECT count(DISTINCT l.message_id) AS sent,
                   count(DISTINCT CASE WHEN m.state <> 'failed' THEN l.message_id END)
                     AS budget_used,
                   count(DISTINCT CASE WHEN l.reason = 'budget' THEN l.id END)
                     AS suppressed_by_budget
            FROM automatic_reply_log l LEFT JOIN message m ON m.id = l.message_id
            WHERE l.logged_at >= :from AND l.logged_at < :to AND %s
            """
                .formatted(shops.sql("l.shop")))
        .param("from", Micros.of(from))
        .param("to", Micros.of(to))
        .param("shops", shops.sqlNames())
        .query(RecordMapper.of(Counts.class))
        .single();
  }

  /** Forgets what is old, some at a time; whether there is more. */
  static boolean prune(JdbcClient jdbc, Instant now) {
    return delete(jdbc, "logged_at < ?", now.minus(KEPT))
            + delete(jdbc, "reason = 'already_sent' AND logged_at < ?", now.minus(REPETITIONS_KEPT))
        >= PRUNED_MAX;
  }

  private static int delete(JdbcClient jdbc, String which, Instant before) {
    return jdbc.sql(
            """
            DELETE FROM automatic_reply_log WHERE id IN (
              SELECT id FROM automatic_reply_log WHERE %s ORDER BY logged_at LIMIT ?)
            """
                .formatted(which))
        .params(Micros.of(before), PRUNED_MAX)
        .update();
  }
}
