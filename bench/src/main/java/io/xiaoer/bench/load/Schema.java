package io.xiaoer.bench.load;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A schema of its own in somebody's PostgreSQL, dropped at the end unless it is to stay: nothing
 * else is touched.
 */
record Schema(String databaseUrl, String username, String password, String name)
    implements AutoCloseable {

  void makeAnew() throws SQLException {
    execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    execute("CREATE SCHEMA " + name);
  }

  String url() {
    return databaseUrl + (databaseUrl.contains("?") ? "&" : "?") + "currentSchema=" + name;
  }

  Map<String, String> serverSettings() {
    return Map.of(
        "xiaoer.database.url", url(),
        "xiaoer.database.username", username,
        "xiaoer.database.password", password);
  }

  List<String> peerProperties() {
    return List.of(
        "-Dpeer.store=" + url(),
        "-Dpeer.store.username=" + username,
        "-Dpeer.store.password=" + password);
  }

  @Override
  public void close() throws SQLException {
    execute("DROP SCHEMA " + name + " CASCADE");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(databaseUrl, username, password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
