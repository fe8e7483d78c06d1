package io.xiaoer.purchase;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what was paid. */
public final class Purchases {
  private Purchases() {}

  /** What was paid in a time by customers of a shop who have written to it. */
  public static List<Purchase> of(JdbcClient jdbc, ShopId shop, Instant from, Instant to) {
    return jdbc.sql(
            """
            SELECT c.id AS conversation_id, p.order_id, p.paid_at
            FROM purchase p JOIN conversation c ON c.shop = p.shop AND c.open_id = p.open_id
            WHERE p.shop = ? AND p.paid_at >= ? AND p.paid_at < ?
            ORDER BY p.paid_at, p.order_id
            """)
        .params(shop.value(), Micros.of(from), Micros.of(to))
        .query((row, _) ->
            new Purchase(
                row.getLong("conversation_id"), row.getString("order_id"), row.getLong("paid_at")))
        .list();
  }

  /** When the first order was paid of which a shop was told; empty when it was told of none. */
  public static Optional<Instant> first(JdbcClient jdbc, ShopId shop) {
    return jdbc.sql("SELECT min(paid_at) AS first_at FROM purchase WHERE shop = ?")
        .param(shop.value())
        .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "first_at")))
        .single();
  }
}
