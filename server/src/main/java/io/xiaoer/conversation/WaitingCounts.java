package io.xiaoer.conversation;

import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many customers wait for an answer. Those for whom nobody is called are left out. */
public final class WaitingCounts {
  /** A condition on the conversation {@code c} at {@code :now}. */
  public static final String WAITS =
      """
      c.closed_at IS NULL AND c.waiting_since IS NOT NULL
      AND (c.blocked_until IS NULL OR c.blocked_until <= :now)
      """;

  private WaitingCounts() {}

  /**
   * Of one shop.
   *
   * @param inQueue those whom nobody serves
   * @param oldest since when the one waits who waits longest
   * @param atRisk those who wait for longer than {@code risk}
   * @param late those who wait for longer than {@code late}; they are at risk, too
   */
  public record OfShop(
      ShopId shop, long waiting, long inQueue, Instant oldest, long atRisk, long late) {}

  /** Shops without anybody are absent. */
  public static List<OfShop> byShop(
      JdbcClient jdbc, ShopScope shops, Instant now, Duration risk, Duration late) {
    return jdbc.sql(
            """
            SELECT c.shop, count(*) AS waiting,
                   count(CASE WHEN c.assignee IS NULL THEN 1 END) AS in_queue,
                   min(c.waiting_since) AS oldest,
                   count(CASE WHEN c.waiting_since <= :risk THEN 1 END) AS at_risk,
                   count(CASE WHEN c.waiting_since <= :late THEN 1 END) AS late
            FROM conversation c WHERE %s AND %s GROUP BY c.shop
            """
                .formatted(shops.sql("c.shop"), WAITS))
        .param("shops", shops.sqlNames())
        .param("now", Micros.of(now))
        .param("risk", Micros.of(now.minus(risk)))
        .param("late", Micros.of(now.minus(late)))
        .query(RecordMapper.of(OfShop.class))
        .list();
  }

  /** Those who wait for each who serves them, by username. */
  public static Map<String, Long> byAssignee(JdbcClient jdbc, ShopScope shops, Instant now) {
    Map<String, Long> all = new HashMap<>();
    jdbc.sql(
            """
            SELECT c.assignee, count(*) AS waiting FROM conversation c
            WHERE %s AND %s AND c.assignee IS NOT NULL GROUP BY c.assignee
            """
                .formatted(shops.sql("c.shop"), WAITS))
        .param("shops", shops.sqlNames())
        .param("now", Micros.of(now))
        .query(row -> {
          all.put(row.getString("assignee"), row.getLong("waiting"));
        });
    return all;
  }
}
