package io.xiaoer.staff;

import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Accounts.State;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What people said of themselves, and which shops they served, from when on. It is only added to,
 * in the transaction that makes it so.
 */
public final class StateLog {
  private StateLog() {}

  /** From a moment on, until the next entry of the same person. */
  public record Entry(String username, Instant at, State state, ShopScope shops) {}

  /** Notes how somebody is now. */
  static void note(JdbcClient jdbc, String username, Instant now) {
    jdbc.sql(
            """
            INSERT INTO state_log (username, noted_at, state, shops)
            SELECT username, CAST(? AS BIGINT), state, shops FROM staff WHERE username = ?
            """)
        .params(Micros.of(now), username)
        .update();
  }

  /**
   * How everybody was at {@code from}, and what changed until {@code to}; by username, then in the
   * order in which it happened.
   */
  public static List<Entry> between(JdbcClient jdbc, Instant from, Instant to) {
    return jdbc.sql(
            """
            SELECT l.username, l.noted_at, l.state, l.shops
            FROM state_log l
            WHERE (l.noted_at > :from AND l.noted_at < :to)
               OR l.id IN (SELECT (SELECT b.id FROM state_log b
                                   WHERE b.username = s.username AND b.noted_at <= :from
                                   ORDER BY b.noted_at DESC, b.id DESC LIMIT 1)
                           FROM staff s)
            ORDER BY l.username, l.noted_at, l.id
            """)
        .param("from", Micros.of(from))
        .param("to", Micros.of(to))
        .query((row, _) ->
            new Entry(
                row.getString("username"),
                Columns.instant(row, "noted_at"),
                State.of(row.getString("state")).orElse(State.OFFLINE),
                ShopList.set(row.getString("shops"))))
        .list();
  }
}
