package io.xiaoer.round;

import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes what rounds are made of, straight into the tables. */
final class RoundRows {
  private RoundRows() {}

  static void customer(JdbcClient jdbc, long id, String shop) {
    jdbc.sql(
            """
            INSERT INTO conversation (id, shop, open_id, created_at, last_message_at)
            VALUES (?, ?, ?, 0, 0)
            """)
        .params(id, shop, "o" + id)
        .update();
  }

  /** {@code place} is in the order of messages. */
  static void message(
      JdbcClient jdbc,
      long customer,
      long id,
      long place,
      String direction,
      Instant writtenAt,
      Instant arrivedAt,
      boolean automatic,
      @Nullable String by) {
    jdbc.sql(
            """
            INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                                 created_at, received_at, automatic, by_username)
            VALUES (?, ?, ?, ?, 'customer', 'text', '{}', ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                id,
                customer,
                String.format(Locale.ROOT, "006:%06d", place),
                direction,
                Micros.of(writtenAt),
                Micros.of(arrivedAt),
                automatic ? 1 : 0,
                by))
        .update();
  }

  static void event(
      JdbcClient jdbc,
      long customer,
      Instant at,
      String type,
      @Nullable Long message,
      @Nullable String agent,
      @Nullable String by) {
    jdbc.sql(
            """
            INSERT INTO conversation_event (conversation_id, happened_at, type, message_id,
                                            reason, agent, by_name)
            VALUES (?, ?, ?, CAST(? AS BIGINT), ?, CAST(? AS TEXT), CAST(? AS TEXT))
            """)
        .params(Arrays.asList(customer, Micros.of(at), type, message, "new", agent, by))
        .update();
  }
}
