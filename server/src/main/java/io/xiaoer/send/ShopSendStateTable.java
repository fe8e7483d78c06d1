package io.xiaoer.send;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.send.ShopSendState.Open;
import io.xiaoer.send.ShopSendState.Paused;
import io.xiaoer.send.ShopSendState.Reason;
import io.xiaoer.send.ShopSendState.Stopped;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Shops whose sending stands still, in the database, where a restart and other nodes find them. */
final class ShopSendStateTable {
  static final String TOPIC = "sending";
  private static final String COLUMNS =
      "SELECT shop, state, reason, errcode, errmsg, rid, since, until, trials FROM sending_trouble";

  private ShopSendStateTable() {}

  /** Those that do not simply send. */
  static Map<String, ShopSendState> all(JdbcClient jdbc) {
    Map<String, ShopSendState> all = new TreeMap<>();
    jdbc.sql(COLUMNS)
        .query((row, _) -> Map.entry(row.getString("shop"), sending(row)))
        .list()
        .forEach(shop -> all.put(shop.getKey(), shop.getValue()));
    return all;
  }

  static ShopSendState of(JdbcClient jdbc, String shop) {
    return jdbc.sql(COLUMNS + " WHERE shop = ?")
        .param(shop)
        .query((row, _) -> sending(row))
        .optional()
        .orElse(new Open());
  }

  /** Writes it down, and tells the browsers. */
  static void put(JdbcClient jdbc, String shop, ShopSendState sending) {
    switch (sending) {
      case Open _ -> jdbc.sql("DELETE FROM sending_trouble WHERE shop = ?").param(shop).update();
      case Paused(Reason reason, SendError error, Instant since, Instant until) ->
          put(jdbc, shop, "paused", reason, error, since, until, 0);
      case Stopped(Reason reason, SendError error, Instant since, Instant next, int trials) ->
          put(jdbc, shop, "stopped", reason, error, since, next, trials);
    }
    ChangeFeed.noteTopic(jdbc, TOPIC);
  }

  private static void put(
      JdbcClient jdbc,
      String shop,
      String state,
      Reason reason,
      SendError error,
      Instant since,
      Instant until,
      int trials) {
    jdbc.sql(
            """
            INSERT INTO sending_trouble
              (shop, state, reason, errcode, errmsg, rid, since, until, trials)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (shop) DO UPDATE
            SET state = excluded.state, reason = excluded.reason, errcode = excluded.errcode,
                errmsg = excluded.errmsg, rid = excluded.rid, since = excluded.since,
                until = excluded.until, trials = excluded.trials
            """)
        .params(
            shop,
            state,
            reason.name().toLowerCase(Locale.ROOT),
            error.errcode(),
            error.errmsg(),
            error.rid(),
            Micros.of(since),
            Micros.of(until),
            trials)
        .update();
  }

  private static ShopSendState sending(ResultSet row) throws SQLException {
    Reason reason = Columns.constant(row, "reason", Reason.class);
    SendError error =
        new SendError(row.getInt("errcode"), row.getString("errmsg"), row.getString("rid"));
    Instant since = Columns.instant(row, "since");
    Instant until = Columns.instant(row, "until");
    return row.getString("state").equals("paused")
        ? new Paused(reason, error, since, until)
        : new Stopped(reason, error, since, until, row.getInt("trials"));
  }
}
