package io.xiaoer.backup;

import io.xiaoer.store.SqliteConnections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sqlite.SQLiteConnection;

/** SQLite's own way to copy a database that others write to. */
final class SqliteTables {
  /** Between two looks at whether something is to be said. */
  private static final int PAGES_AT_ONCE = 2_000;

  private static final int RETRY_MS = 100;
  private static final int RETRIES = 100;

  private SqliteTables() {}

  /**
   * One moment of {@code from}, page by page. A copy of changing pages would begin anew with every
   * commit; so it is made inside a read transaction, which lets the server write on into its WAL
   * and only keeps that from shrinking meanwhile.
   */
  static void copy(Path from, Path to, Progress progress) throws SQLException {
    String name = String.valueOf(from.getFileName());
    try (Connection connection = new SqliteConnections(from).openWriter()) {
      connection.setAutoCommit(false);
      long begun = number(connection, "SELECT count(*) AS number FROM sqlite_master");
      int result =
          connection
              .unwrap(SQLiteConnection.class)
              .getDatabase()
              .backup(
                  "main",
                  to.toString(),
                  (left, pages) -> progress.part(name, (long) pages - left, pages),
                  RETRY_MS,
                  RETRIES,
                  PAGES_AT_ONCE);
      connection.rollback();
      if (result != 0 || begun == 0) {
        throw new SQLException("%s: not copied, SQLite says %s".formatted(name, result));
      }
    }
  }

  /** Reads all of it, so that nobody keeps a copy of what is damaged. */
  static void check(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String said = row.next() ? row.getString("quick_check") : "";
      if (!said.equals("ok")) {
        throw new SQLException("%s is damaged: %s".formatted(name, said));
      }
    }
  }

  static Map<String, Long> counts(Connection connection) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    for (String table : tables(connection)) {
      counts.put(table, number(connection, "SELECT count(*) AS number FROM \"" + table + "\""));
    }
    return counts;
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong("number") : 0;
    }
  }

  /** Not those behind an index of words, which only SQLite itself reads. */
  private static List<String> tables(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT name FROM pragma_table_list
                WHERE schema = 'main' AND type = 'table'
                  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'flyway_schema_history'
                ORDER BY name
                """)) {
      while (row.next()) {
        names.add(row.getString("name"));
      }
    }
    return names;
  }
}
