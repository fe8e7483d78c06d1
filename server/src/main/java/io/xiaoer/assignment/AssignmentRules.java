package io.xiaoer.assignment;

import io.xiaoer.assignment.AssignmentRule.Mode;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Queue;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rules of the shops. */
public final class AssignmentRules {
  private static final String COLUMNS =
      """
      shop, mode, ceiling, prefer_last_agent, pull_back_after_seconds, away_after_missed,
      idle_minutes, overflow_after_seconds, changed_at, changed_by
      """;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  AssignmentRules(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /**
   * A shop's rule.
   *
   * @param changedAt null when nobody has set it
   */
  public record Setting(
      AssignmentRule rule, @Nullable Instant changedAt, @Nullable String changedBy) {
    public static final Setting NONE = new Setting(AssignmentRule.DEFAULT, null, null);
  }

  Setting of(ShopId shop) {
    return database.read(jdbc -> all(jdbc).getOrDefault(shop, Setting.NONE));
  }

  /** Of the shops that have said something; the others are {@link Setting#NONE}. */
  public static Map<ShopId, Setting> all(JdbcClient jdbc) {
    Map<ShopId, Setting> all = new HashMap<>();
    jdbc.sql("SELECT " + COLUMNS + " FROM assignment_rule")
        .query(row -> {
          all.put(new ShopId(row.getString("shop")), setting(row));
        });
    return all;
  }

  Setting put(ShopId shop, AssignmentRule rule, String by) {
    Instant now = clock.instant();
    Setting setting =
        database.write(jdbc -> {
          jdbc.sql(
                  """
                  INSERT INTO assignment_rule (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  ON CONFLICT (shop) DO UPDATE
                  SET mode = excluded.mode, ceiling = excluded.ceiling,
                      prefer_last_agent = excluded.prefer_last_agent,
                      pull_back_after_seconds = excluded.pull_back_after_seconds,
                      away_after_missed = excluded.away_after_missed,
                      idle_minutes = excluded.idle_minutes,
                      overflow_after_seconds = excluded.overflow_after_seconds,
                      changed_at = excluded.changed_at, changed_by = excluded.changed_by
                  """
                      .formatted(COLUMNS))
              .params(
                  shop.value(),
                  rule.mode().word(),
                  rule.ceiling(),
                  rule.preferLastAgent() ? 1 : 0,
                  rule.pullBackAfterSeconds(),
                  rule.awayAfterMissed(),
                  rule.idleMinutes(),
                  rule.overflowAfterSeconds(),
                  Micros.of(now),
                  by)
              .update();
          Queue.setRule(jdbc, shop, rule.mode() == Mode.AUTOMATIC, rule.idleMinutes());
          Audit.note(
              jdbc,
              now,
              by,
              AuditAction.ASSIGNMENT_CHANGED,
              "shop " + shop.value(),
              "%s; ceiling %s".formatted(rule.mode().word(), rule.ceiling()));
          ChangeFeed.noteTopic(jdbc, "assignment");
          return new Setting(rule, now, by);
        });
    changeFeed.announce();
    return setting;
  }

  private static Setting setting(ResultSet row) throws SQLException {
    return new Setting(
        new AssignmentRule(
            Columns.constant(row, "mode", Mode.class),
            row.getInt("ceiling"),
            row.getBoolean("prefer_last_agent"),
            row.getInt("pull_back_after_seconds"),
            row.getInt("away_after_missed"),
            row.getInt("idle_minutes"),
            row.getInt("overflow_after_seconds")),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"));
  }
}
