package io.xiaoer.assist;

import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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
    add(jdbc, day, username, "offered = assistant_count.offered + 1");
  }

  static void merged(JdbcClient jdbc, LocalDate day, String username) {
    add(jdbc, day, username, "merged = assistant_count.merged + 1");
  }

  static void summarized(JdbcClient jdbc, LocalDate day, String username) {
    add(jdbc, day, username, "summarized = assistant_count.summarized + 1");
  }

  static void unchanged(JdbcClient jdbc, LocalDate day, String username) {
    add(jdbc, day, username, "unchanged = assistant_count.unchanged + 1");
  }

  static void changed(JdbcClient jdbc, LocalDate day, String username, int chars) {
    add(
        jdbc,
        day,
        username,
        "changed = assistant_count.changed + 1, edited_chars = assistant_count.edited_chars + ?",
        chars);
  }

  static void unknown(JdbcClient jdbc, LocalDate day, String username) {
    add(jdbc, day, username, "unknown = assistant_count.unknown + 1");
  }

  /** Somebody who waited got their first answer. */
  static void answered(
      JdbcClient jdbc, LocalDate day, String username, boolean drafted, Duration waited) {
    add(
        jdbc,
        day,
        username,
        drafted
            ? "drafted_answers = assistant_count.drafted_answers + 1,"
                + " drafted_micros = assistant_count.drafted_micros + ?"
            : "own_answers = assistant_count.own_answers + 1,"
                + " own_micros = assistant_count.own_micros + ?",
        waited.toNanos() / 1_000);
  }

  private static void add(
      JdbcClient jdbc, LocalDate day, String username, String more, Number... values) {
    jdbc.sql("INSERT INTO assistant_count (day, username) VALUES (?, ?) ON CONFLICT DO NOTHING")
        .params(day.toString(), username)
        .update();
    List<Object> params = new ArrayList<>(List.of(values));
    params.add(day.toString());
    params.add(username);
    jdbc.sql("UPDATE assistant_count SET %s WHERE day = ? AND username = ?".formatted(more))
        .params(params)
        .update();
  }

  /**
   * One agent's day.
   *
   * @param asked of the model, whatever for
   * @param offered drafts that came whole
   * @param editedChars of all changed ones together
   * @param draftedMicros waited for those together
   */
  record Used(
      String day,
      String username,
      long asked,
      long offered,
      long unchanged,
      long changed,
      long unknown,
      long editedChars,
      long merged,
      long summarized,
      long draftedAnswers,
      long draftedMicros,
      long ownAnswers,
      long ownMicros) {}

  /** By day and name, both days included. */
  static List<Used> of(JdbcClient jdbc, LocalDate from, LocalDate to) {
    return jdbc.sql(
            """
            SELECT day, username, asked, offered, unchanged, changed, unknown, edited_chars, merged,
                   summarized, drafted_answers, drafted_micros, own_answers, own_micros
            FROM assistant_count WHERE day >= ? AND day <= ? ORDER BY day, username
            """)
        .params(from.toString(), to.toString())
        .query(RecordMapper.of(Used.class))
        .list();
  }
}
