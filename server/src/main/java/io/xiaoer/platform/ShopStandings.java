package io.xiaoer.platform;

import io.xiaoer.platform.ShopStanding.State;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which shops the platform is closing or has closed. */
public final class ShopStandings {
  private ShopStandings() {}

  private record Row(ShopId shop, ShopStanding standing) {}

  /** Those that are not simply open; of the others the platform has said nothing, or that. */
  public static Map<ShopId, ShopStanding> notOpen(JdbcClient jdbc) {
    return jdbc
        .sql("SELECT shop, state, since FROM shop_standing WHERE state <> 'open' ORDER BY shop")
        .query((row, _) ->
            new Row(
                new ShopId(row.getString("shop")),
                new ShopStanding(
                    Columns.constant(row, "state", State.class), Columns.instant(row, "since"))))
        .list()
        .stream()
        .collect(Collectors.toMap(Row::shop, Row::standing));
  }

  /**
   * Events come late and more than once, so the newest by the platform's clock counts, and of two
   * of one second the later in the log.
   *
   * @return whether anything is another now
   */
  static boolean note(JdbcClient jdbc, ShopId shop, State state, Instant since, long logSeq) {
    return jdbc.sql(
                """
                INSERT INTO shop_standing (shop, state, since, log_seq) VALUES (?, ?, ?, ?)
                ON CONFLICT (shop) DO UPDATE
                SET state = excluded.state, since = excluded.since, log_seq = excluded.log_seq
                WHERE excluded.since > shop_standing.since
                   OR (excluded.since = shop_standing.since
                       AND excluded.log_seq > shop_standing.log_seq)
                """)
            .params(shop.value(), state.name().toLowerCase(Locale.ROOT), Micros.of(since), logSeq)
            .update()
        > 0;
  }
}
