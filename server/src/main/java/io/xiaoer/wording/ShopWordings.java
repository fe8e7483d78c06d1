package io.xiaoer.wording;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rules of the shops. They are compiled once for each revision; whether the revision is still
 * the same is read each time, so what is changed at one node counts at all of them at once.
 */
final class ShopWordings {
  /** Browsers that mark words read the rules again when this has changed. */
  private static final String TOPIC = "policy";

  private static final Wording USUAL = Wording.of(WordingRules.DEFAULT);

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;
  private final Map<ShopId, Ready> ready = new ConcurrentHashMap<>();

  ShopWordings(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  private record Ready(long revision, Wording wording) {}

  /**
   * A shop's rules.
   *
   * @param changedAt null when nobody has set them
   */
  record Setting(WordingRules rules, @Nullable Instant changedAt, @Nullable String changedBy) {
    static final Setting NONE = new Setting(WordingRules.DEFAULT, null, null);
  }

  Setting of(ShopId shop) {
    return database.read(jdbc -> of(jdbc, shop));
  }

  private static Setting of(JdbcClient jdbc, ShopId shop) {
    Optional<Setting> set =
        jdbc.sql("SELECT rules, changed_at, changed_by FROM wording_rules WHERE shop = ?")
            .param(shop.value())
            .query((row, _) ->
                new Setting(
                    WordingJson.readKept(row.getString("rules")),
                    Columns.instant(row, "changed_at"),
                    row.getString("changed_by")))
            .optional();
    return set.orElse(Setting.NONE);
  }

  Setting put(ShopId shop, WordingRules rules, String by) {
    Instant now = clock.instant();
    Setting setting =
        database.write(jdbc -> {
          jdbc.sql(
                  """
                  INSERT INTO wording_rules (shop, rules, revision, changed_at, changed_by)
                  VALUES (?, ?, 1, ?, ?)
                  ON CONFLICT (shop) DO UPDATE
                  SET rules = excluded.rules, revision = wording_rules.revision + 1,
                      changed_at = excluded.changed_at, changed_by = excluded.changed_by
                  """)
              .params(shop.value(), WordingJson.write(rules).toString(), Micros.of(now), by)
              .update();
          Audit.note(
              jdbc,
              now,
              by,
              AuditAction.WORDING_CHANGED,
              "shop " + shop.value(),
              "%s of its own".formatted(rules.entries().size()));
          ChangeFeed.noteTopic(jdbc, TOPIC);
          return of(jdbc, shop);
        });
    changeFeed.announce();
    return setting;
  }

  Wording wording(ShopId shop) {
    return database.read(jdbc -> wording(jdbc, shop));
  }

  Wording wording(JdbcClient jdbc, ShopId shop) {
    Optional<Long> revision =
        jdbc.sql("SELECT revision FROM wording_rules WHERE shop = ?")
            .param(shop.value())
            .query(Long.class)
            .optional();
    if (revision.isEmpty()) {
      return USUAL;
    }
    Ready known = ready.get(shop);
    if (known != null && known.revision == revision.get()) {
      return known.wording;
    }
    Ready read = new Ready(revision.get(), Wording.of(of(jdbc, shop).rules()));
    ready.put(shop, read);
    return read.wording;
  }
}
