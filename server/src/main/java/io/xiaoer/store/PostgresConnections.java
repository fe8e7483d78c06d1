package io.xiaoer.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.sql.DataSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens connections to PostgreSQL on which a commit is durable and nobody can hold up the others
 * for long.
 *
 * <p>A node that stops in the middle of a transaction (a paused machine, a cut line) keeps its
 * locks until the server ends its session; so every session is given a limit for that.
 */
public final class PostgresConnections {
  private static final Logger log = LoggerFactory.getLogger(PostgresConnections.class);

  private static final int VERSION_MIN = 15;

  /**
   * For a connection, and for each answer until it is prepared. A server that hangs takes
   * connections all the same, and the driver asks the next one only when this has passed.
   */
  private static final int CONNECT_SECONDS_MAX = 3;

  /** read_only_sql_transaction: what a standby says to a write. */
  private static final String STANDBY = "25006";

  private static final Duration START_POLL = Duration.ofSeconds(1);

  /** What {@code synchronous_commit} may be; {@code off} answers before anything is on a disk. */
  private static final Set<String> DURABLE = Set.of("on", "local", "remote_write", "remote_apply");

  /**
   * For the word whether the server speaks TLS. Where TLS may be left out, a server that hangs is
   * asked without it once more, so it costs this and {@link #CONNECT_SECONDS_MAX}.
   */
  private static final int TLS_MS_MAX = 1_000;

  /** How long a session may take for what. */
  public enum Limits {
    /** An append has four seconds in all, and another node waits for it meanwhile. */
    LOG(Duration.ofSeconds(2), Duration.ofMillis(2_500), Duration.ofSeconds(3)),
    /** Who waits for a lock has waited for a connection before: ten seconds in all. */
    DESK(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20)),
    /** A new version may have to rewrite a table of millions of rows. */
    MIGRATION(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final Duration idleInTransaction;
    private final Duration lock;
    private final Duration statement;

    Limits(Duration idleInTransaction, Duration lock, Duration statement) {
      this.idleInTransaction = idleInTransaction;
      this.lock = lock;
      this.statement = statement;
    }

    /** For an answer that does not come at all, since the other machine is gone; 0: no limit. */
    private int socketMillis() {
      return statement.isZero() ? 0 : Math.toIntExact(statement.plusSeconds(2).toMillis());
    }
  }

  private final PostgresSettings settings;

  public PostgresConnections(PostgresSettings settings) {
    this.settings = settings;
  }

  /** A new connection; the caller closes it. */
  public Connection open(Limits limits) throws SQLException {
    Connection connection = source().getConnection();
    try {
      prepare(connection, limits);
      if (!settings.says(PGProperty.SOCKET_TIMEOUT)) {
        connection.setNetworkTimeout(Runnable::run, limits.socketMillis());
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  DataSource pooled(Limits limits) {
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        return open(limits);
      }

      @Override
      public Connection getConnection(String username, String password) throws SQLException {
        return open(limits);
      }
    };
  }

  /**
   * Waits for a server that is still starting, as after a power cut. Throws {@link
   * DataFolder.Unusable} when it cannot be used.
   */
  public void awaitServer(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    boolean told = false;
    while (true) {
      try (Connection _ = open(Limits.DESK)) {
        return;
      } catch (SQLException e) {
        if (!passes(e) || System.nanoTime() > deadline) {
          throw new DataFolder.Unusable(mend(e), e);
        }
        if (!told) {
          told = true;
          log.warn("database: waits up to {} for PostgreSQL: {}", atMost, e.getMessage());
        }
        pause();
      }
    }
  }

  /**
   * Whether the same may go well in a moment: nobody listens yet, the server is starting, is still
   * a standby or has no connection left. What the driver refuses without having asked anybody is
   * refused for ever, and so is a certificate.
   */
  private boolean passes(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith("57P") || state.startsWith("53") || state.equals(STANDBY)) {
      return true;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return false;
      }
      if (cause instanceof IOException) {
        return true;
      }
    }
    return state.startsWith("08") && settings.choosesServer();
  }

  private static void pause() {
    try {
      Thread.sleep(START_POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataFolder.Unusable("xiaoer.database.url: stopped while waiting for it", e);
    }
  }

  private static String mend(SQLException e) {
    return switch (String.valueOf(e.getSQLState())) {
      case "28P01", "28000" ->
          "xiaoer.database: PostgreSQL does not accept this username and password";
      case "3D000" -> "xiaoer.database.url: PostgreSQL has no such database; make it with createdb";
      default -> "xiaoer.database.url: PostgreSQL cannot be used: " + e.getMessage();
    };
  }

  /** What the URL says stands; the manual names what is set where it says nothing. */
  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(settings.url());
    source.setUser(settings.username());
    source.setPassword(settings.password());
    source.setApplicationName("xiaoer");
    source.setTcpKeepAlive(true);
    if (!settings.says(PGProperty.CONNECT_TIMEOUT)) {
      source.setConnectTimeout(CONNECT_SECONDS_MAX);
    }
    if (!settings.says(PGProperty.SOCKET_TIMEOUT)) {
      source.setSocketTimeout(CONNECT_SECONDS_MAX);
    }
    if (!settings.says(PGProperty.SSL_RESPONSE_TIMEOUT)) {
      source.setSslResponseTimeout(TLS_MS_MAX);
    }
    if (settings.hasSeveralServers()) {
      source.setTargetServerType("primary");
    }
    return source;
  }

  private static void prepare(Connection connection, Limits limits) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version = Integer.parseInt(setting(statement, "server_version_num")) / 10_000;
      if (version < VERSION_MIN) {
        throw new DataFolder.Unusable(
            "xiaoer.database.url: PostgreSQL %s (expected: %s or later)"
                .formatted(version, VERSION_MIN),
            null);
      }
      // Behind one address for all of them it may be any; it would take reads and no write.
      if (setting(statement, "in_hot_standby").equals("on")) {
        throw new SQLException("PostgreSQL is a standby here, the primary is needed", STANDBY);
      }
      String fsync = setting(statement, "fsync");
      String commit = setting(statement, "synchronous_commit");
      if (!fsync.equals("on") || !DURABLE.contains(commit)) {
        throw new DataFolder.Unusable(
            "xiaoer.database.url: PostgreSQL has fsync=%s synchronous_commit=%s (expected: on, and anything but off): a crash would lose acknowledged messages"
                .formatted(fsync, commit),
            null);
      }
      // Said again for this session, so that no later change of the server's file takes it away.
      statement.execute(
          """
          SET synchronous_commit = '%s';
          SET idle_in_transaction_session_timeout = %s;
          SET lock_timeout = %s;
          SET statement_timeout = %s
          """
              .formatted(
                  commit,
                  limits.idleInTransaction.toMillis(),
                  limits.lock.toMillis(),
                  limits.statement.toMillis()));
    }
  }

  private static String setting(Statement statement, String name) throws SQLException {
    try (ResultSet result = statement.executeQuery("SHOW " + name)) {
      return result.next() ? result.getString(name) : "";
    }
  }
}
