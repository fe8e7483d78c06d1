package io.xiaoer.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The tables of one database as an earlier start left them, to be looked at before anything is
 * brought up to date. Those of a later version are refused: this one does not know what they need.
 */
public final class ExistingTables implements AutoCloseable {
  private static final String SQLITE_HISTORY = "flyway_schema_history";

  private final Connection connection;

  private ExistingTables(Connection connection) {
    this.connection = connection;
  }

  /** Empty when there are none yet. */
  public static Optional<ExistingTables> ofSqlite(Path folder, String name) {
    Path file = folder.resolve(name + ".db");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Connection connection = new SqliteConnections(file).openWriter();
      ExistingTables tables = new ExistingTables(connection);
      String there = tables.has(SQLITE_HISTORY) ? Schema.ofSqlite(connection) : "";
      return tables.unlessLater(file.toString(), name, there);
    } catch (SQLException e) {
      throw new DataFolder.Unusable("%s: cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Empty when there are none yet. */
  public static Optional<ExistingTables> ofPostgres(PostgresConnections connections, String name) {
    try {
      Connection connection = connections.open(PostgresConnections.Limits.DESK);
      ExistingTables tables = new ExistingTables(connection);
      return tables.unlessLater("xiaoer.database.url", name, Schema.ofPostgres(connection, name));
    } catch (SQLException e) {
      throw new DataFolder.Unusable(
          "xiaoer.database.url: PostgreSQL cannot be used: " + e.getMessage(), e);
    }
  }

  public JdbcClient jdbc() {
    return JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  public boolean has(String table) {
    try (ResultSet found =
        connection.getMetaData().getTables(null, null, table, new String[] {"TABLE"})) {
      return found.next();
    } catch (SQLException e) {
      throw new DataFolder.Unusable("the database cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new DataFolder.Unusable("the database cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<ExistingTables> unlessLater(String where, String name, String there) {
    if (there.isEmpty()) {
      close();
      return Optional.empty();
    }
    String known = Schema.known(name);
    if (Schema.isLater(there, known)) {
      close();
      throw new DataFolder.Unusable(
          "%s: the tables of %s are at version %s and this server knows %s; start the version that made them, or restore a backup from before the upgrade"
              .formatted(where, name, there, known),
          null);
    }
    return Optional.of(this);
  }
}
