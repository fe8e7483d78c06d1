package io.xiaoer.notice;

import io.xiaoer.notice.Ladder.Step;
import io.xiaoer.notice.Ladder.Who;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The ladders that somebody has set. */
final class LadderTable {
  /** Stands for every shop without a ladder of its own. */
  static final String ALL_SHOPS = "";

  private LadderTable() {}

  record Setting(Ladder ladder, Instant changedAt, String changedBy) {}

  /** By shop, {@link #ALL_SHOPS} first. */
  static Map<String, Setting> all(JdbcClient jdbc) {
    Map<String, Setting> all = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT shop, steps, hours_only, changed_at, changed_by FROM notice_ladder ORDER BY shop
            """)
        .query(row -> {
          all.put(
              row.getString("shop"),
              new Setting(
                  new Ladder(steps(row.getString("steps")), row.getInt("hours_only") != 0),
                  Columns.instant(row, "changed_at"),
                  row.getString("changed_by")));
        });
    return all;
  }

  static void put(JdbcClient jdbc, String shop, Ladder ladder, Instant now, String by) {
    jdbc.sql(
            """
            INSERT INTO notice_ladder (shop, steps, hours_only, changed_at, changed_by)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (shop) DO UPDATE
            SET steps = excluded.steps, hours_only = excluded.hours_only,
                changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """)
        .params(shop, text(ladder.steps()), ladder.hoursOnly() ? 1 : 0, Micros.of(now), by)
        .update();
  }

  static boolean remove(JdbcClient jdbc, String shop) {
    return jdbc.sql("DELETE FROM notice_ladder WHERE shop = ?").param(shop).update() > 0;
  }

  private static String text(List<Step> steps) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    steps.forEach(step ->
        array
            .addObject()
            .put("after_seconds", step.afterSeconds())
            .put("who", step.who().word())
            .put("channel", step.channelId()));
    return array.toString();
  }

  private static List<Step> steps(String text) {
    List<Step> steps = new ArrayList<>();
    for (JsonNode one : JsonMapper.shared().readTree(text)) {
      JsonNode channel = one.path("channel");
      Who.of(one.path("who").asString())
          .ifPresent(who ->
              steps.add(
                  new Step(
                      one.path("after_seconds").asInt(),
                      who,
                      channel.isIntegralNumber() ? channel.asLong() : null)));
    }
    return steps;
  }
}
