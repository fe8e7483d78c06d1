package io.xiaoer.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.sqlite.SQLiteDataSource;

/**
 * How far the tables of one database have been brought: the number of the last migration, empty
 * when there are no tables yet.
 */
public final class Schema {
  private Schema() {}

  /** What this version of the server would bring them to. */
  public static String known(String name) {
    SQLiteDataSource nowhere = new SQLiteDataSource();
    nowhere.setUrl("jdbc:sqlite::memory:");
    return Arrays.stream(Migrations.ofSqlite(nowhere, name).info().all())
        .map(MigrationInfo::getVersion)
        .filter(Objects::nonNull)
        .max(MigrationVersion::compareTo)
        .map(MigrationVersion::getVersion)
        .orElse("");
  }

  public static String ofSqlite(Connection connection) throws SQLException {
    return newest(connection, "flyway_schema_history");
  }

  public static String ofPostgres(Connection connection, String name) throws SQLException {
    String table = Migrations.historyOf(name);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT to_regclass('" + table + "') AS found")) {
      row.next();
      if (row.getString("found") == null) {
        return "";
      }
    }
    return newest(connection, table);
  }

  /** Whether {@code one} is of a later server than {@code other}. */
  public static boolean isLater(String one, String other) {
    return version(one).compareTo(version(other)) > 0;
  }

  /** Brings them as far as {@code to} and no further. */
  public static void bringPostgresTo(PostgresConnections connections, String name, String to) {
    Migrations.ofPostgres(connections.pooled(PostgresConnections.Limits.MIGRATION), name, to)
        .migrate();
  }

  private static MigrationVersion version(String text) {
    return MigrationVersion.fromVersion(text.isEmpty() ? "0" : text);
  }

  private static String newest(Connection connection, String table) throws SQLException {
    MigrationVersion newest = MigrationVersion.fromVersion("0");
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT version FROM " + table + " WHERE success AND version IS NOT NULL")) {
      while (row.next()) {
        MigrationVersion version = MigrationVersion.fromVersion(row.getString("version"));
        if (version.compareTo(newest) > 0) {
          newest = version;
        }
      }
    }
    return newest.getVersion();
  }
}
