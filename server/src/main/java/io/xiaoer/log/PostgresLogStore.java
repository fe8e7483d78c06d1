package io.xiaoer.log;

import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.SqlErrorClass;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in PostgreSQL, written by any number of nodes.
 *
 * <p>Each append first locks the one row that holds the newest place and keeps it locked to the
 * commit: places become visible in their own order, so a reader that has seen one has seen all
 * before it. Under that lock nobody else appends, which is why a look for the key decides and the
 * places have no gaps.
 */
final class PostgresLogStore implements LogStore {
  private static final Logger log = LoggerFactory.getLogger(PostgresLogStore.class);

  private final SeldomLog closings = SeldomLog.warnings(log);
  private final SeldomLog brokenLines = SeldomLog.warnings(log);

  private static final String LOCK = "SELECT seq FROM log_head WHERE id = 1 FOR UPDATE";

  private static final String APPEND =
      """
      WITH added AS (
        INSERT INTO event (seq, shop, event_key, open_id, event, create_time, received_at, format,
                           raw)
        SELECT ? + row_number() OVER (ORDER BY g.place), g.shop, g.event_key, g.open_id, g.event,
               g.create_time, g.received_at, g.format, g.raw
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                    ?::text[], ?::bytea[], ?::text[])
             WITH ORDINALITY AS g (shop, event_key, open_id, event, create_time, received_at,
                                   format, raw, erased_key, place)
        WHERE NOT EXISTS (SELECT 1 FROM event e
                          WHERE e.shop = g.shop AND e.event_key = g.event_key
                            AND e.open_id = g.open_id AND e.event = g.event)
          AND ((SELECT erased FROM log_head WHERE id = 1) = 0
               OR NOT EXISTS (SELECT 1 FROM event x
                              WHERE x.shop = g.shop AND x.event_key = g.erased_key))
        RETURNING seq, shop, event_key, open_id, event),
      moved AS (UPDATE log_head SET seq = seq + (SELECT count(*) FROM added) WHERE id = 1)
      SELECT seq, shop, event_key, open_id, event FROM added
      """;

  private final PostgresConnections connections;
  private @Nullable Line line;

  PostgresLogStore(PostgresConnections connections) throws SQLException {
    this.connections = connections;
    line();
  }

  private record Key(String shop, String eventKey, String openId, String event) {
    static Key of(NewEvent event) {
      return new Key(event.shop(), event.eventKey(), event.openId(), event.event());
    }
  }

  private record Line(Connection connection, PreparedStatement lock, PreparedStatement append) {
    static Line on(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        // The plan is kept for the life of the session. Made while the table was small, it would
        // read the whole of it for every batch when it is large.
        statement.execute("SET enable_seqscan = off");
        statement.execute("SET enable_hashjoin = off");
        statement.execute("SET enable_mergejoin = off");
      }
      connection.setAutoCommit(false);
      return new Line(
          connection, connection.prepareStatement(LOCK), connection.prepareStatement(APPEND));
    }
  }

  @Override
  public List<Appended> append(List<NewEvent> events) throws SQLException {
    return onLine(writing -> appendOn(writing, events));
  }

  @Override
  public void probe(long atMicros) throws SQLException {
    onLine(writing -> {
      WriterProbe.write(writing.connection, atMicros);
      return List.of();
    });
  }

  @Override
  public void close() {
    Line old = line;
    line = null;
    if (old == null) {
      return;
    }
    try {
      old.connection.close(); // the server rolls back what was open
    } catch (SQLException e) {
      closings.say("log: closing the connection failed: " + e.getMessage());
    }
  }

  private interface Work {
    List<Appended> on(Line line) throws SQLException;
  }

  /**
   * A connection that stood open may have died unnoticed; then the same work is done once more on a
   * new one. Should the lost commit have arrived, the keys say so.
   */
  private List<Appended> onLine(Work work) throws SQLException {
    boolean stood = line != null;
    try {
      return attempt(work);
    } catch (SQLException e) {
      if (stood && SqlErrorClass.of(e) == SqlErrorClass.LINE) {
        brokenLines.say(
            "log: connection to PostgreSQL lost, retrying on a new one: " + e.getMessage());
        return attempt(work);
      }
      throw e;
    }
  }

  private List<Appended> attempt(Work work) throws SQLException {
    Line writing = line();
    boolean done = false;
    try {
      List<Appended> outcomes = work.on(writing);
      done = true;
      return outcomes;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private Line line() throws SQLException {
    Line open = line;
    if (open == null) {
      Connection connection = connections.open(Limits.LOG);
      try {
        open = Line.on(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      line = open;
    }
    return open;
  }

  private static List<Appended> appendOn(Line line, List<NewEvent> events) throws SQLException {
    long head = head(line);
    Set<Key> keys = new HashSet<>();
    List<NewEvent> distinct = events.stream().filter(event -> keys.add(Key.of(event))).toList();
    Map<Key, Long> added = insert(line, head, distinct);
    List<Appended> outcomes = new ArrayList<>(events.size());
    for (NewEvent event : events) {
      Long seq =
          added.remove(Key.of(event)); // the first of a key takes it, the next finds it known
      outcomes.add(
          seq == null ? ConflictingPushes.known(line.connection, event) : new Appended.Stored(seq));
    }
    line.connection.commit();
    refuseWarned(line.connection);
    return outcomes;
  }

  /**
   * A session that waits for its synchronous standby and is cancelled (pg_cancel_backend) reports
   * its commit as done, with a warning that it may not be replicated. The event is pushed again
   * then, and a later commit waits for this one as well.
   */
  private static void refuseWarned(Connection connection) throws SQLException {
    SQLWarning warning = connection.getWarnings();
    if (warning != null) {
      throw new SQLException("committed with a warning: " + warning.getMessage(), warning);
    }
  }

  private static long head(Line line) throws SQLException {
    try (ResultSet row = line.lock.executeQuery()) {
      if (!row.next()) {
        throw new SQLException("log_head has no row");
      }
      return row.getLong("seq");
    }
  }

  private static Map<Key, Long> insert(Line line, long head, List<NewEvent> events)
      throws SQLException {
    PreparedStatement append = line.append;
    Connection connection = line.connection;
    List<Array> arrays =
        List.of(
            texts(connection, events, NewEvent::shop),
            texts(connection, events, NewEvent::eventKey),
            texts(connection, events, NewEvent::openId),
            texts(connection, events, NewEvent::event),
            connection.createArrayOf(
                "bigint", events.stream().map(NewEvent::createTime).toArray(Long[]::new)),
            connection.createArrayOf(
                "bigint", events.stream().map(NewEvent::receivedAtMicros).toArray(Long[]::new)),
            texts(connection, events, NewEvent::format),
            connection.createArrayOf(
                "bytea", events.stream().map(NewEvent::raw).toArray(byte[][]::new)),
            texts(connection, events, NewEvent::erasedKey));
    append.setLong(1, head);
    for (int i = 0; i < arrays.size(); i++) {
      append.setArray(i + 2, arrays.get(i));
    }
    Map<Key, Long> added = new HashMap<>();
    try (ResultSet row = append.executeQuery()) {
      while (row.next()) {
        added.put(
            new Key(
                row.getString("shop"),
                row.getString("event_key"),
                row.getString("open_id"),
                row.getString("event")),
            row.getLong("seq"));
      }
    }
    return added;
  }

  private static Array texts(
      Connection connection, List<NewEvent> events, Function<NewEvent, String> column)
      throws SQLException {
    return connection.createArrayOf("text", events.stream().map(column).toArray(String[]::new));
  }
}
