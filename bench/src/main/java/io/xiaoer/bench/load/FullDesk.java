package io.xiaoer.bench.load;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * A desk of some millions of messages, on either engine: the server itself makes the tables, this
 * fills them past it, and the server's own follower puts them into the index.
 */
record FullDesk(Installation installation, @Nullable Schema schema, long messages) {
  private static final int FILL_CACHE_KIB = 1 << 20; // rows come in no order of the indexes
  private static final int ROWS_PER_COMMIT = 100_000;
  private static final long MICROS_BETWEEN = 6_000_000; // five millions are about a year
  private static final Instant NEWEST = Instant.parse("2026-11-25T00:00:00Z");
  private static final long FIRST_MSG_ID = 3_895_464_567_618_158_592L;

  static String openId(int customer) {
    return "oCustomer%07d".formatted(customer);
  }

  static Instant at(long message, long messages) {
    return NEWEST.minusMillis((messages - message) * MICROS_BETWEEN / 1_000);
  }

  static Installation installation(Common common, Path folder, @Nullable Schema schema) {
    Map<String, String> settings = schema == null ? Map.of() : schema.serverSettings();
    return new Installation(
        folder, common.serverSettings(settings), Installation.moreShops(Talk.SHOPS));
  }

  /** Does nothing when an earlier run has done it. */
  void fill(Common common, Talk talk) throws IOException, InterruptedException, SQLException {
    Path done = installation.folder().resolve("filled");
    if (Files.exists(done)) {
      return;
    }
    Common.deleteFolder(installation.folder());
    common.start(installation).close();
    System.err.printf("load: writing %,d messages, once …%n", messages);
    try (Connection desk = connect(installation, schema);
        Statement statement = desk.createStatement()) {
      if (schema == null) {
        // What a crash would cost here is a second try.
        statement.execute("PRAGMA synchronous = OFF");
        statement.execute("PRAGMA cache_size = -" + FILL_CACHE_KIB);
        statement.execute("PRAGMA wal_autocheckpoint = 50000");
      }
      desk.setAutoCommit(false);
      customersAndAgents(desk);
      if (schema == null) {
        insert(desk, talk);
      } else {
        copy(desk, talk);
      }
      statement.execute(
          """
          UPDATE conversation SET last_message_id = last.id, last_message_at = last.at
          FROM (SELECT conversation_id, max(id) AS id, max(created_at) AS at
                FROM message GROUP BY conversation_id) last
          WHERE last.conversation_id = conversation.id
          """);
      if (schema != null) {
        for (String table : List.of("conversation", "message")) {
          statement.execute(
              "SELECT setval(pg_get_serial_sequence('%1$s', 'id'), (SELECT max(id) FROM %1$s))"
                  .formatted(table));
        }
      }
      desk.commit();
      desk.setAutoCommit(true);
      statement.execute(
          schema == null ? "PRAGMA wal_checkpoint(TRUNCATE)" : "ANALYZE conversation, message");
    }
    Files.createFile(done);
  }

  /** Whole database, and what the index takes of it. */
  long[] bytes() throws SQLException, IOException {
    try (Connection desk = connect(installation, schema);
        Statement statement = desk.createStatement()) {
      if (schema == null) {
        return new long[] {
          Files.size(installation.desk()),
          number(statement, "SELECT sum(length(block)) FROM search_document_data")
        };
      }
      long index = number(statement, "SELECT pg_total_relation_size('search_document')");
      return new long[] {
        index
            + number(
                statement,
                "SELECT pg_total_relation_size('message') + pg_total_relation_size('conversation')"),
        index
      };
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  private void customersAndAgents(Connection desk) throws SQLException {
    try (PreparedStatement insert =
        desk.prepareStatement(
            """
            INSERT INTO conversation (id, shop, open_id, created_at, last_message_at, closed_at)
            VALUES (?, ?, ?, ?, ?, 1)
            """)) {
      for (int customer = 0; customer < Talk.CUSTOMERS; customer++) {
        insert.setLong(1, customer + 1);
        insert.setString(2, Installation.shop(Talk.shop(customer)));
        insert.setString(3, openId(customer));
        insert.setLong(4, micros(1));
        insert.setLong(5, micros(1));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    try (PreparedStatement insert =
        desk.prepareStatement(
            """
            INSERT INTO staff (username, password_hash, role, created_at, name)
            VALUES (?, '', 'agent', ?, ?)
            """)) {
      for (int agent = 0; agent < Talk.AGENTS; agent++) {
        insert.setString(1, "agent" + agent);
        insert.setLong(2, micros(1));
        insert.setString(3, "Agent " + agent);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    desk.commit();
  }

  private void insert(Connection desk, Talk talk) throws SQLException {
    try (PreparedStatement insert =
        desk.prepareStatement(
            """
            INSERT INTO message (id, conversation_id, sort_key, direction, origin, type, body,
                                 msg_id, log_seq, state, by_username, created_at, received_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      for (long id = 1; id <= messages; id++) {
        @Nullable Object[] row = row(id, talk.message(id));
        for (int i = 0; i < row.length; i++) {
          insert.setObject(i + 1, row[i]);
        }
        insert.addBatch();
        if (id % 1_000 == 0) {
          insert.executeBatch();
        }
        if (id % ROWS_PER_COMMIT == 0) {
          desk.commit();
        }
      }
      insert.executeBatch();
      desk.commit();
    }
  }

  private void copy(Connection desk, Talk talk) throws SQLException, IOException {
    CopyManager copies = desk.unwrap(BaseConnection.class).getCopyAPI();
    long from = 1;
    while (from <= messages) {
      long to = Math.min(messages, from + ROWS_PER_COMMIT - 1);
      var bytes = new java.io.ByteArrayOutputStream();
      try (Writer out = new java.io.OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
        for (long id = from; id <= to; id++) {
          @Nullable Object[] row = row(id, talk.message(id));
          for (int i = 0; i < row.length; i++) {
            // Nothing that is written here has a tab, a line's end or a backslash.
            out.append(i == 0 ? "" : "\t").append(row[i] == null ? "\\N" : String.valueOf(row[i]));
          }
          out.append('\n');
        }
      }
      copies.copyIn(
          "COPY message (id, conversation_id, sort_key, direction, origin, type, body, msg_id,"
              + " log_seq, state, by_username, created_at, received_at) FROM STDIN",
          new java.io.ByteArrayInputStream(bytes.toByteArray()));
      desk.commit();
      from = to + 1;
    }
  }

  private @Nullable Object[] row(long id, Talk.Message message) {
    String msgId = Long.toString(FIRST_MSG_ID + id * 1_000);
    String body =
        switch (message.type()) {
          case "text" -> "{\"content\":\"" + message.text() + "\"}";
          case "product_share" -> "{\"product_id\":\"" + message.text() + "\"}";
          case "order_share" -> "{\"order_id\":\"" + message.text() + "\"}";
          default -> "{\"state\":\"failed\",\"reason\":\"gone\"}";
        };
    return new @Nullable Object[] {
      id,
      (long) message.customer() + 1,
      "019:" + msgId,
      message.in() ? "in" : "out",
      message.in() ? "customer" : "agent",
      message.type(),
      body,
      msgId,
      message.in() ? (Long) id : null,
      message.in() ? null : "accepted",
      message.in() ? null : "agent" + message.agent(),
      micros(id),
      micros(id)
    };
  }

  private long micros(long message) {
    return at(message, messages).toEpochMilli() * 1_000;
  }

  static Connection connect(Installation installation, @Nullable Schema schema)
      throws SQLException {
    return schema == null
        ? DriverManager.getConnection("jdbc:sqlite:" + installation.desk())
        : DriverManager.getConnection(schema.url(), schema.username(), schema.password());
  }
}
