package io.xiaoer.report;

import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes what was said in the past into the tables, as it would have come to be there. */
final class PastTalk {
  private final Database database;
  private final List<Row> rows = new ArrayList<>();
  private long conversations;
  private long messages;

  /** A row to be. */
  private record Row(String sql, List<@Nullable Object> values) {}

  PastTalk(Database database) {
    this.database = database;
  }

  /** A customer of a shop; the id of their conversation. */
  long customer(String shop) {
    long id = ++conversations;
    add(
        """
        INSERT INTO conversation (id, shop, open_id, created_at, last_message_at)
        VALUES (?, ?, ?, 0, ?)
        """,
        id,
        shop,
        "oPast" + id,
        Micros.of(Instant.parse("2026-11-30T00:00:00Z")));
    return id;
  }

  void asks(long customer, Instant written, Instant arrived) {
    long id = message(customer, "in", "customer", written, arrived, null, 0, null);
    event(customer, arrived, "customer_wrote", id, null, null);
  }

  void asks(long customer, Instant at) {
    asks(customer, at, at);
  }

  void answers(long customer, String by, Instant at) {
    answers(customer, by, at, at);
  }

  /** An answer that the platform takes later than it was written. */
  void answers(long customer, String by, Instant written, Instant accepted) {
    long id = message(customer, "out", "person", written, written, "accepted", 0, by);
    event(customer, accepted, "answer_accepted", id, null, null);
  }

  void answersByItself(long customer, Instant at) {
    long id = message(customer, "out", "auto:1", at, at, "accepted", 1, null);
    event(customer, at, "answer_accepted", id, null, null);
  }

  void failsToAnswer(long customer, String by, Instant at) {
    message(customer, "out", "person", at, at, "failed", 0, by);
  }

  void isAssigned(long customer, String agent, Instant at) {
    event(customer, at, "assigned", null, agent, "");
  }

  void entersQueue(long customer, Instant at) {
    event(customer, at, "entered_queue", null, null, "");
  }

  void isClosed(long customer, String by, Instant at) {
    event(customer, at, "closed", null, null, by);
  }

  private long message(
      long customer,
      String direction,
      String origin,
      Instant written,
      Instant arrived,
      @Nullable String state,
      int automatic,
      @Nullable String by) {
    long id = ++messages;
    add(
        """
        INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                             created_at, received_at, state, automatic, by_username)
        VALUES (?, ?, ?, ?, ?, 'text', '{"content":"x"}', ?, ?, CAST(? AS TEXT), ?,
                CAST(? AS TEXT))
        """,
        id,
        customer,
        String.format(Locale.ROOT, "012:%012d", id),
        direction,
        origin,
        Micros.of(written),
        Micros.of(arrived),
        state,
        automatic,
        by);
    return id;
  }

  private void event(
      long customer,
      Instant at,
      String type,
      @Nullable Long message,
      @Nullable String agent,
      @Nullable String by) {
    add(
        """
        INSERT INTO conversation_event (conversation_id, happened_at, type, message_id, reason,
                                        agent, by_name)
        VALUES (?, ?, ?, CAST(? AS BIGINT), 'new', CAST(? AS TEXT), CAST(? AS TEXT))
        """,
        customer,
        Micros.of(at),
        type,
        message,
        agent,
        by);
  }

  private void add(String sql, @Nullable Object... values) {
    rows.add(new Row(sql, Arrays.asList(values)));
  }

  /** All of it in one transaction. */
  void write() {
    database.write(jdbc -> {
      rows.forEach(row -> write(jdbc, row));
      return rows.size();
    });
    rows.clear();
  }

  private static void write(JdbcClient jdbc, Row row) {
    jdbc.sql(row.sql).params(row.values).update();
  }

  /** Whether rounds are made of all of it. */
  boolean isCounted() {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT (SELECT seq FROM round_progress)
                       = (SELECT coalesce(max(seq), 0) FROM conversation_event)
                """)
            .query(Boolean.class)
            .single());
  }
}
