package io.xiaoer.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * All tables of a PostgreSQL schema by COPY, as its catalogue lists them: no program of
 * PostgreSQL's is needed, and a table that a later version adds is copied without a word here. The
 * histories of the migrations are left out; who brings the rows back makes the tables first.
 */
final class PostgresTables {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private static final String TABLES =
      """
      SELECT c.relname AS name FROM pg_class c
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
        AND c.relname NOT LIKE 'migrations\\_of\\_%'
      ORDER BY c.relname
      """;

  private static final String COLUMNS =
      """
      SELECT attname AS name FROM pg_attribute
      WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      ORDER BY attnum
      """;

  private static final String SEQUENCES =
      """
      SELECT t.relname || '.' || a.attname AS key, s.oid::regclass::text AS value FROM pg_class s
      JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass
                      AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      JOIN pg_class t ON t.oid = d.refobjid
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
      WHERE s.relkind = 'S' AND t.relnamespace = current_schema()::regnamespace
      ORDER BY 1
      """;

  private static final String REFERENCES =
      """
      SELECT f.relname AS key, t.relname AS value FROM pg_constraint k
      JOIN pg_class f ON f.oid = k.conrelid
      JOIN pg_class t ON t.oid = k.confrelid
      WHERE k.contype = 'f' AND f.relnamespace = current_schema()::regnamespace
        AND k.conrelid <> k.confrelid
      """;

  private PostgresTables() {}

  static List<String> names(Connection connection) throws SQLException {
    return strings(connection, TABLES).stream().filter(PostgresTables::isPlain).toList();
  }

  /** Fit to stand in a statement and in a file's name. */
  static boolean isPlain(String name) {
    return NAME.matcher(name).matches();
  }

  static List<String> columns(Connection connection, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          names.add(row.getString("name"));
        }
      }
    }
    return names;
  }

  /** How many rows were written. */
  static long copyOut(Connection connection, String table, List<String> columns, OutputStream out)
      throws SQLException, IOException {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyOut("COPY " + withColumns(table, columns) + " TO STDOUT", out);
  }

  /** How many rows were read. */
  static long copyIn(Connection connection, String table, List<String> columns, InputStream in)
      throws SQLException, IOException {
    return connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY " + withColumns(table, columns) + " FROM STDIN", in);
  }

  /** What each sequence hands out next, by table and column. */
  static Map<String, Long> sequences(Connection connection) throws SQLException {
    Map<String, Long> next = new TreeMap<>();
    for (Map.Entry<String, String> sequence : pairs(connection, SEQUENCES)) {
      next.put(
          sequence.getKey(),
          SqliteTables.number(
              connection,
              "SELECT last_value + CASE WHEN is_called THEN 1 ELSE 0 END AS number FROM "
                  + sequence.getValue()));
    }
    return next;
  }

  static void setSequences(Connection connection, Map<String, Long> next) throws SQLException {
    for (Map.Entry<String, String> sequence : pairs(connection, SEQUENCES)) {
      Long value = next.get(sequence.getKey());
      if (value != null) {
        try (PreparedStatement set =
            connection.prepareStatement("SELECT setval(?::regclass, ?, false)")) {
          set.setString(1, sequence.getValue());
          set.setLong(2, value);
          set.execute();
        }
      }
    }
  }

  /** Those that others refer to come before these. */
  static List<String> inOrder(Connection connection, Set<String> tables) throws SQLException {
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    tables.forEach(table -> needs.put(table, new LinkedHashSet<>()));
    for (Map.Entry<String, String> reference : pairs(connection, REFERENCES)) {
      Set<String> needed = needs.get(reference.getKey());
      if (needed != null && tables.contains(reference.getValue())) {
        needed.add(reference.getValue());
      }
    }
    List<String> order = new ArrayList<>();
    while (!needs.isEmpty()) {
      List<String> free =
          needs.entrySet().stream()
              .filter(entry -> order.containsAll(entry.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      if (free.isEmpty()) {
        throw new SQLException("tables refer to each other in a circle: " + needs.keySet());
      }
      order.addAll(free);
      free.forEach(needs::remove);
    }
    return order;
  }

  private static String withColumns(String table, List<String> columns) {
    return table
        + columns.stream()
            .map(column -> "\"" + column + "\"")
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(row.getString("name"));
      }
    }
    return found;
  }

  private static List<Map.Entry<String, String>> pairs(Connection connection, String sql)
      throws SQLException {
    List<Map.Entry<String, String>> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(Map.entry(row.getString("key"), row.getString("value")));
      }
    }
    return found;
  }
}
