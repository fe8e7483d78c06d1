package io.xiaoer.backup;

import io.xiaoer.cluster.PostgresLease;
import io.xiaoer.log.LogHead;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.PostgresDatabase;
import io.xiaoer.store.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A PostgreSQL database: all rows in one transaction. Bringing the tables up to this version and
 * settling what was on its way are two more; until they are done nobody is given the right to read
 * the log or to send.
 */
final class PostgresTarget implements Restore.Target {
  /** A node says that it is alive every ten seconds. */
  private static final Duration ALIVE = Duration.ofSeconds(30);

  /** A name that a later PostgreSQL could have, and a list of them. */
  private static final int HEAD_BYTES_MAX = 1 << 16;

  private final PostgresConnections connections;
  private final Manifest manifest;
  private final InstantSource clock;
  private final Connection connection;

  PostgresTarget(PostgresConnections connections, Manifest manifest, InstantSource clock)
      throws SQLException {
    this.connections = connections;
    this.manifest = manifest;
    this.clock = clock;
    connection = connections.open(Limits.MIGRATION);
  }

  @Override
  public void claim(boolean replace) throws SQLException {
    for (String name : new String[] {Backup.DESK, Backup.LOG}) {
      String here = Schema.ofPostgres(connection, name);
      String theirs = manifest.schema().getOrDefault(name, "");
      if (here.isEmpty()) {
        Schema.bringPostgresTo(connections, name, theirs);
      } else if (!here.equals(theirs)) {
        throw Trouble.refused(
            "xiaoer.database.url: this database has tables of another version of xiaoer than the"
                + " backup; make an empty one with createdb and name that");
      }
    }
    JdbcClient jdbc = jdbc();
    requireNobody(jdbc);
    boolean half = PostgresLease.isKeptFromAll(jdbc);
    if (!replace && !half && isUsed(jdbc)) {
      throw Trouble.refused(
          "xiaoer.database.url: this database has messages or people already; make an empty one"
              + " with createdb and name that, or say --replace, which DELETES what is there");
    }
    connection.setAutoCommit(false);
    // Migrations put a row or two into some; what is not in the archive is somebody else's.
    List<String> ours =
        PostgresTables.names(connection).stream().filter(manifest.tables()::containsKey).toList();
    try (Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE " + String.join(", ", ours));
    }
  }

  @Override
  public void take(String name, InputStream in) throws IOException, SQLException {
    if (!name.startsWith(Backup.TABLES) || !name.endsWith(Backup.COPY)) {
      return;
    }
    String table = name.substring(Backup.TABLES.length(), name.length() - Backup.COPY.length());
    if (!PostgresTables.isPlain(table)) {
      throw new IOException(name + ": not a table");
    }
    List<String> here = PostgresTables.columns(connection, table);
    if (here.isEmpty()) {
      return; // somebody else's, in the same schema
    }
    GZIPInputStream rows = new GZIPInputStream(in);
    List<String> columns = head(rows);
    if (!here.containsAll(columns)) {
      throw new IOException(name + ": columns that this version does not know");
    }
    long read = PostgresTables.copyIn(connection, table, columns, rows);
    if (read != manifest.tables().getOrDefault(table, 0L)) {
      throw new IOException("%s: %s rows, not as many as were written".formatted(name, read));
    }
  }

  private static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
      if (line.size() == HEAD_BYTES_MAX) {
        throw new IOException("a table without a list of columns");
      }
      line.write(one);
    }
    List<String> columns = Arrays.asList(line.toString(StandardCharsets.US_ASCII).split("\t", -1));
    if (!columns.stream().allMatch(PostgresTables::isPlain)) {
      throw new IOException("a column without a name");
    }
    return columns;
  }

  @Override
  public void check(Restore.Check check) {
    check.of(jdbc());
  }

  @Override
  public int commit() throws SQLException {
    PostgresTables.setSequences(connection, manifest.sequences());
    PostgresLease.keepFromAll(jdbc());
    connection.commit();
    try (Database desk = PostgresDatabase.open(connections, Backup.DESK)) {
      return desk.write(jdbc -> {
        int inDoubt = AfterRestore.settle(jdbc, manifest, clock.instant());
        LogHead.leap(jdbc, clock.instant());
        // An entry with a number of its own does not move what counts.
        jdbc.sql(
                """
                SELECT setval(pg_get_serial_sequence('change', 'seq'), max(seq)) FROM change
                """)
            .query(Long.class)
            .single();
        PostgresLease.letGo(jdbc);
        return inDoubt;
      });
    }
  }

  @Override
  public String replaced() {
    return "";
  }

  @Override
  public void close() {
    try {
      connection.close(); // the server rolls back what was open
    } catch (SQLException gone) {
      // It is closed.
    }
  }

  private void requireNobody(JdbcClient jdbc) {
    jdbc
        .sql("SELECT name FROM node WHERE stopped = 0 AND seen_at > ? ORDER BY seen_at DESC")
        .param(Micros.of(clock.instant().minus(ALIVE)))
        .query(String.class)
        .list()
        .stream()
        .findFirst()
        .ifPresent(name -> {
          throw Trouble.refused(
              "a server runs on this database (%s); stop it, or wait half a minute if it has just died"
                  .formatted(name));
        });
  }

  private static boolean isUsed(JdbcClient jdbc) {
    return jdbc.sql(
                """
                SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM conversation)
                     + (SELECT count(*) FROM staff)
                """)
            .query(Long.class)
            .single()
        > 0;
  }

  private JdbcClient jdbc() {
    return JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }
}
