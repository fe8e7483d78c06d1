package io.xiaoer.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.xiaoer.store.PostgresConnections.Limits;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * PostgreSQL behind {@link Database}.
 *
 * <p>A write begins by taking one lock that all nodes share and keeps it to the commit. So numbers
 * are handed out in the order in which they become visible, and a write on one engine behaves as on
 * the other. The price is one commit at a time, a few thousand in a second: the desk needs some
 * dozens, and the log has a writer of its own.
 */
public final class PostgresDatabase implements Database {
  private static final int CONNECTIONS_MAX = 10;
  private static final long CONNECTION_WAIT_MS_MAX = 4_000;

  /** Any number, as long as it is this one on all nodes. */
  private static final long WRITE_LOCK = 0x7869616f6572L;

  private final HikariDataSource pool;

  private PostgresDatabase(PostgresConnections connections, String name) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(connections.pooled(Limits.DESK));
    config.setMaximumPoolSize(CONNECTIONS_MAX);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT_MS_MAX);
    pool = new HikariDataSource(config);
  }

  /** Brings the tables of {@code name} up to date and opens the pool. */
  public static PostgresDatabase open(PostgresConnections connections, String name) {
    Migrations.postgres(connections.pooled(Limits.MIGRATION), name);
    return new PostgresDatabase(connections, name);
  }

  @Override
  public <T extends @Nullable Object> T read(Work<T> work) {
    return inTransaction("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", work);
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    return inTransaction("SELECT pg_advisory_xact_lock(%d)".formatted(WRITE_LOCK), work);
  }

  @Override
  public void close() {
    pool.close();
  }

  private <T extends @Nullable Object> T inTransaction(String beginning, Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      boolean committed = false;
      try (var statement = connection.createStatement()) {
        statement.execute(beginning);
        T result = work.in(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        connection.commit();
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollBack(connection);
        }
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("database: " + e.getMessage(), e);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException gone) {
      // The pool notices and throws the connection away; the server rolls back by itself.
    }
  }
}
