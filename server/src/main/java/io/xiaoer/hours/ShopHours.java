package io.xiaoer.hours;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** When each shop is open. */
public final class ShopHours {
  private final Database database;
  private final Calendars calendars;
  private final InstantSource clock;

  ShopHours(Database database, Calendars calendars, InstantSource clock) {
    this.database = database;
    this.calendars = calendars;
    this.clock = clock;
  }

  /**
   * A shop's hours.
   *
   * @param changedAt null when nobody has set them: it is open around the clock
   */
  record Setting(OpeningHours hours, @Nullable Instant changedAt, @Nullable String changedBy) {}

  Setting of(ShopId shop) {
    return database.read(jdbc -> of(jdbc, shop));
  }

  private static Setting of(JdbcClient jdbc, ShopId shop) {
    Optional<Setting> set =
        jdbc.sql("SELECT hours, changed_at, changed_by FROM shop_hours WHERE shop = ?")
            .param(shop.value())
            .query((row, _) ->
                new Setting(
                    HoursJson.readKept(row.getString("hours")),
                    Columns.instant(row, "changed_at"),
                    row.getString("changed_by")))
            .optional();
    return set.orElseGet(() -> new Setting(OpeningHours.always(), null, null));
  }

  Setting put(ShopId shop, OpeningHours hours, String by) {
    Instant now = clock.instant();
    return database.write(jdbc -> {
      jdbc.sql(
              """
              INSERT INTO shop_hours (shop, hours, changed_at, changed_by) VALUES (?, ?, ?, ?)
              ON CONFLICT (shop) DO UPDATE
              SET hours = excluded.hours, changed_at = excluded.changed_at,
                  changed_by = excluded.changed_by
              """)
          .params(shop.value(), HoursJson.write(hours).toString(), Micros.of(now), by)
          .update();
      Audit.note(jdbc, now, by, AuditAction.HOURS_CHANGED, "shop " + shop.value(), "");
      return of(jdbc, shop);
    });
  }

  /** Whether a shop is open at a moment, as its hours and the calendar are now. */
  public OpeningState at(ShopId shop, Instant moment) {
    return database.read(jdbc -> at(jdbc, shop, moment));
  }

  /** The hours of all shops and the calendar, read together for those who ask of many. */
  public Timetables all(JdbcClient jdbc) {
    Map<ShopId, OpeningHours> hours = new HashMap<>();
    jdbc.sql("SELECT shop, hours FROM shop_hours")
        .query(row -> {
          hours.put(new ShopId(row.getString("shop")), HoursJson.readKept(row.getString("hours")));
        });
    return new Timetables(hours, calendars.holidays(jdbc));
  }

  /** The hours of one shop and the calendar. */
  public Timetables only(JdbcClient jdbc, ShopId shop) {
    return new Timetables(Map.of(shop, of(jdbc, shop).hours), calendars.holidays(jdbc));
  }

  public OpeningState at(JdbcClient jdbc, ShopId shop, Instant moment) {
    return of(jdbc, shop).hours.at(moment, calendars.holidays(jdbc));
  }
}
