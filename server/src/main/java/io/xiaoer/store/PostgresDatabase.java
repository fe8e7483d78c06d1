package io.xiaoer.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.xiaoer.store.PostgresConnections.Limits;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
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
 *
 * <p>Writers, who wait for that lock with a connection in their hands, have connections of their
 * own: whoever reads does not stand behind them.
 */
public final class PostgresDatabase implements Database {
  private static final Logger log = LoggerFactory.getLogger(PostgresDatabase.class);

  private static final int READERS_MAX = 10;

  /** One works, one is about to; more would only wait in the database instead of here. */
  private static final int WRITERS_MAX = 3;

  private static final long CONNECTION_WAIT_MS_MAX = 4_000;

  /** After it a connection that stood idle counts as dead, and the next one is looked at. */
  private static final long VALIDATION_MS_MAX = 1_000;

  /** Any number, as long as it is this one on all nodes. */
  private static final long WRITE_LOCK = 0x7869616f6572L;

  /** Changes nothing, and is refused where nothing may be changed. */
  private static final String TRIAL =
      "DELETE FROM %s WHERE 1 = 0".formatted(Migrations.historyOf("desk"));

  private static final String READ = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private final SeldomLog trials = SeldomLog.warnings(log);
  private final Semaphore trying = new Semaphore(1);
  private final PostgresConnections connections;

  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final NestedWork nested = new NestedWork();
  private final WriteHealth health = new WriteHealth();

  private PostgresDatabase(
      PostgresConnections connections, HikariDataSource readers, HikariDataSource writers) {
    this.connections = connections;
    this.readers = readers;
    this.writers = writers;
  }

  /** Brings the tables of {@code name} up to date and opens the pools. */
  public static PostgresDatabase open(PostgresConnections connections, String name) {
    Migrations.postgres(connections.pooled(Limits.MIGRATION), name);
    return new PostgresDatabase(
        connections,
        pool(connections, Limits.DESK, name, READERS_MAX),
        pool(connections, Limits.DESK, name + "-writers", WRITERS_MAX));
  }

  /** One connection to tables that are up to date, for who must not wait for one of the others. */
  public static PostgresDatabase ofOneConnection(
      PostgresConnections connections, Limits limits, String name) {
    HikariDataSource only = pool(connections, limits, name, 1);
    return new PostgresDatabase(connections, only, only);
  }

  private static HikariDataSource pool(
      PostgresConnections connections, Limits limits, String name, int most) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setDataSource(connections.pooled(limits));
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT_MS_MAX);
    config.setValidationTimeout(VALIDATION_MS_MAX);
    return new HikariDataSource(config);
  }

  /**
   * Once more on a new connection when one of the pool turns out to be dead, as all are after a
   * restart of the server: nothing was changed, so nothing can happen twice.
   */
  @Override
  public <T extends @Nullable Object> T read(Work<T> work) {
    try {
      return inTransaction(readers, READ, work);
    } catch (DataAccessException e) {
      if (SqlErrorClass.of(e) != SqlErrorClass.LINE) {
        throw e;
      }
      readers.getHikariPoolMXBean().softEvictConnections();
      return inTransaction(readers, READ, work);
    }
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    try {
      T result =
          inTransaction(writers, "SELECT pg_advisory_xact_lock(%s)".formatted(WRITE_LOCK), work);
      health.succeeded();
      return result;
    } catch (DataAccessException e) {
      health.failed(e);
      if (SqlErrorClass.of(e) == SqlErrorClass.LINE) {
        writers.getHikariPoolMXBean().softEvictConnections(); // the others lead there, too
      }
      throw e;
    }
  }

  /**
   * Entries of indexes are removed, too, however few they are. What the server has left in the
   * empty part of a page goes when that is used again.
   */
  @Override
  public Scrubbed scrub() {
    try (Connection connection = connections.open(Limits.MIGRATION);
        var statement = connection.createStatement()) {
      statement.execute("VACUUM (INDEX_CLEANUP ON)");
      return Scrubbed.DONE;
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("database: " + e.getMessage(), e);
    }
  }

  @Override
  public long bytes(String... tables) {
    return read(jdbc ->
        Arrays.stream(tables)
            .mapToLong(table ->
                jdbc.sql("SELECT pg_total_relation_size(CAST(? AS regclass))")
                    .param(table)
                    .query(Long.class)
                    .single())
            .sum());
  }

  @Override
  public boolean isWritable() {
    boolean well = health.isWell();
    if (!well && trying.tryAcquire()) {
      Thread.ofVirtual().name("database-trial").start(this::tryToWrite);
    }
    return well;
  }

  private void tryToWrite() {
    try {
      write(jdbc -> jdbc.sql(TRIAL).update());
    } catch (DataAccessException e) {
      trials.say("database: cannot be written to: " + e.getMessage());
    } finally {
      trying.release();
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }

  private <T extends @Nullable Object> T inTransaction(
      HikariDataSource pool, String beginning, Work<T> work) {
    nested.refuse();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      boolean committed = false;
      try (var statement = connection.createStatement()) {
        statement.execute(beginning);
        JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        T result = nested.within(() -> work.in(jdbc));
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
