package io.xiaoer.assist;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many drafts there were, by agent and day. Nothing of their texts is kept. */
final class DraftCounts {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private DraftCounts() {}

  static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZONE);
  }

  /** Of all agents together, on one day. */
  static long asked(JdbcClient jdbc, LocalDate day) {
    return jdbc.sql(
            "SELECT CAST(coalesce(sum(asked), 0) AS BIGINT) FROM assistant_count WHERE day = ?")
        .param(day.toString())
        .query(Long.class)
        .single();
  }

  /** Takes one of the day's; false when there are none left. */
  static boolean ask(JdbcClient jdbc, LocalDate day, String username, int dailyLimit) {
    if (asked(jdbc, day) >= dailyLimit) {
      return false;
    }
    jdbc.sql(
            """
            INSERT INTO assistant_count (day, username, asked) VALUES (?, ?, 1)
            ON CONFLICT (day, username) DO UPDATE SET asked = assistant_count.asked + 1
            """)
        .params(day.toString(), username)
        .update();
    return true;
  }

  static void offered(JdbcClient jdbc, LocalDate day, String username) {
    jdbc.sql("UPDATE assistant_count SET offered = offered + 1 WHERE day = ? AND username = ?")
        .params(day.toString(), username)
        .update();
  }
}
