package io.xiaoer.suggest;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether suggestions are shown, and from which score on: a shop's own word, or that for all. */
public final class SuggestionSettings {
  /** Browsers that show suggestions ask again when this has changed. */
  private static final String TOPIC = "suggestions";

  private static final String ALL_SHOPS = "";

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  SuggestionSettings(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /**
   * A shop's setting.
   *
   * @param threshold hundredths of a score; below it nothing is shown
   * @param changedAt null when nobody has set it, for this shop or for all
   */
  record Setting(
      boolean enabled, int threshold, @Nullable Instant changedAt, @Nullable String changedBy) {
    static final int THRESHOLD_DEFAULT = 54;
    static final Setting NONE = new Setting(false, THRESHOLD_DEFAULT, null, null);
  }

  Setting of(ShopId shop) {
    return database.read(jdbc -> of(jdbc, shop.value()));
  }

  /** Whether they are on in shops that have no word of their own. */
  public boolean isOnForAll() {
    return database.read(jdbc -> of(jdbc, ALL_SHOPS)).enabled;
  }

  /** Switches them for all shops that have no word of their own. */
  public void switchForAll(boolean enabled, String by) {
    put(ALL_SHOPS, enabled, Setting.THRESHOLD_DEFAULT, by);
  }

  Setting put(ShopId shop, boolean enabled, int threshold, String by) {
    return put(shop.value(), enabled, threshold, by);
  }

  private Setting put(String shop, boolean enabled, int threshold, String by) {
    Instant now = clock.instant();
    Setting setting =
        database.write(jdbc -> {
          jdbc.sql(
                  """
                  INSERT INTO suggestion_setting (shop, enabled, threshold, changed_at, changed_by)
                  VALUES (?, ?, ?, ?, ?)
                  ON CONFLICT (shop) DO UPDATE
                  SET enabled = excluded.enabled, threshold = excluded.threshold,
                      changed_at = excluded.changed_at, changed_by = excluded.changed_by
                  """)
              .params(shop, enabled ? 1 : 0, threshold, Micros.of(now), by)
              .update();
          Audit.note(
              jdbc,
              now,
              by,
              AuditAction.SUGGESTIONS_CHANGED,
              shop.equals(ALL_SHOPS) ? "all shops" : "shop " + shop,
              "%s, threshold %s".formatted(enabled ? "on" : "off", threshold));
          ChangeFeed.noteTopic(jdbc, TOPIC);
          return of(jdbc, shop);
        });
    changeFeed.announce();
    return setting;
  }

  private static Setting of(JdbcClient jdbc, String shop) {
    List<Setting> ownFirst =
        jdbc.sql(
                """
                SELECT enabled, threshold, changed_at, changed_by FROM suggestion_setting
                WHERE shop IN (?, '') ORDER BY shop DESC
                """)
            .param(shop)
            .query((row, _) ->
                new Setting(
                    row.getInt("enabled") != 0,
                    row.getInt("threshold"),
                    Columns.instant(row, "changed_at"),
                    row.getString("changed_by")))
            .list();
    return ownFirst.isEmpty() ? Setting.NONE : ownFirst.getFirst();
  }

  /** In which of these they are shown. */
  List<ShopId> on(List<ShopId> shops) {
    Map<String, Boolean> enabled = new HashMap<>();
    database.read(jdbc -> {
      jdbc.sql("SELECT shop, enabled FROM suggestion_setting")
          .query(row -> {
            enabled.put(row.getString("shop"), row.getInt("enabled") != 0);
          });
      return true;
    });
    boolean forAll = enabled.getOrDefault(ALL_SHOPS, Setting.NONE.enabled);
    return shops.stream().filter(shop -> enabled.getOrDefault(shop.value(), forAll)).toList();
  }
}
