package io.xiaoer.log;

import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.SqliteConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in a SQLite file.
 *
 * <p>After any failure the connection is thrown away: on a full disk SQLite rolls the whole
 * transaction back behind the driver's back, and rows written after that would be committed one by
 * one.
 */
final class SqliteLogStore implements LogStore {
  private static final Logger log = LoggerFactory.getLogger(SqliteLogStore.class);

  private final SeldomLog rollBacks = SeldomLog.warnings(log);

  private static final String INSERT =
      """
      INSERT INTO event (seq, shop, event_key, open_id, event, create_time, received_at, format, raw)
      SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?
      WHERE (SELECT erased FROM log_head WHERE id = 1) = 0
         OR NOT EXISTS (SELECT 1 FROM event e WHERE e.shop = ? AND e.event_key = ?)
      ON CONFLICT (shop, event_key, open_id, event) DO NOTHING
      """;

  private final SqliteConnections connections;
  private @Nullable Line line;

  SqliteLogStore(SqliteConnections connections) throws SQLException {
    this.connections = connections;
    line();
  }

  /** The open connection, its statement, and the place behind which the log goes on. */
  private static final class Line {
    final Connection connection;
    final PreparedStatement insert;
    long lastSeq;

    Line(Connection connection) throws SQLException {
      this.connection = connection;
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement();
          ResultSet newest =
              statement.executeQuery(
                  "SELECT max(seq, (SELECT coalesce(max(seq), 0) FROM event)) AS newest FROM log_head")) {
        newest.next();
        lastSeq = newest.getLong("newest");
      }
      connection.commit();
      insert = connection.prepareStatement(INSERT);
    }
  }

  @Override
  public List<Appended> append(List<NewEvent> events) throws SQLException {
    return onLine(writing -> {
      List<Appended> outcomes = new ArrayList<>(events.size());
      long seq = writing.lastSeq;
      for (NewEvent event : events) {
        if (insert(writing.insert, seq + 1, event)) {
          outcomes.add(new Appended.Stored(++seq));
        } else {
          outcomes.add(ConflictingPushes.known(writing.connection, event));
        }
      }
      writing.connection.commit();
      writing.lastSeq = seq;
      return outcomes;
    });
  }

  @Override
  public void probe(long atMicros) throws SQLException {
    onLine(writing -> {
      WriterProbe.write(writing.connection, atMicros);
      return List.of();
    });
  }

  private interface Work {
    List<Appended> on(Line line) throws SQLException;
  }

  private List<Appended> onLine(Work work) throws SQLException {
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

  @Override
  public void close() {
    Line old = line;
    line = null;
    if (old == null) {
      return;
    }
    try (Connection connection = old.connection) {
      connection.rollback();
    } catch (SQLException e) {
      rollBacks.say("log: rollback failed, the connection is dropped: " + e.getMessage());
    }
  }

  private Line line() throws SQLException {
    Line open = line;
    if (open == null) {
      Connection connection = connections.openWriter();
      try {
        open = new Line(connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      line = open;
    }
    return open;
  }

  private static boolean insert(PreparedStatement insert, long seq, NewEvent event)
      throws SQLException {
    insert.setLong(1, seq);
    insert.setString(2, event.shop());
    insert.setString(3, event.eventKey());
    insert.setString(4, event.openId());
    insert.setString(5, event.event());
    insert.setObject(6, event.createTime());
    insert.setLong(7, event.receivedAtMicros());
    insert.setString(8, event.format());
    insert.setBytes(9, event.raw());
    insert.setString(10, event.shop());
    insert.setString(11, event.erasedKey());
    return insert.executeUpdate() == 1;
  }
}
