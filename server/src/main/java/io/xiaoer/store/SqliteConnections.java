package io.xiaoer.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * Opens connections to one SQLite file with the settings that durability rests on.
 *
 * <p>{@code synchronous} belongs to the connection and not to the file, and a build of the library
 * may ignore a pragma without a word; so each setting is read back before the connection is used.
 */
public final class SqliteConnections {
  private static final Duration BUSY_MAX = Duration.ofSeconds(5);
  private static final int FULL = 2;

  private final Path file;
  private final Duration busyMax;

  public SqliteConnections(Path file) {
    this(file, BUSY_MAX);
  }

  /** {@code busyMax}: how long a statement waits while another process holds the file. */
  SqliteConnections(Path file, Duration busyMax) {
    this.file = file;
    this.busyMax = busyMax;
  }

  public Connection openWriter() throws SQLException {
    Connection connection = source().getConnection();
    try {
      assertDurable(connection);
      overwriteWhatIsDeleted(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  SQLiteDataSource readers() {
    return source();
  }

  private SQLiteDataSource source() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(busyMax.toMillis()));
    config.enforceForeignKeys(true);
    // Nobody asks for them, and the driver would fetch them after every insert.
    config.setGetGeneratedKeys(false);
    // The driver opens the next transaction in the same breath as it commits one: taken at once,
    // the
    // write lock would be held for ever. There is one writer, so taking it late cannot fail.
    config.setTransactionMode(TransactionMode.DEFERRED);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  /**
   * Else deleted rows stay in free space of the file, and former places of rows that were moved
   * when a page was divided, until chance overwrites them.
   */
  private static void overwriteWhatIsDeleted(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA secure_delete = ON");
    }
  }

  private void assertDurable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      String journal = setting(statement, "journal_mode");
      String synchronous = setting(statement, "synchronous");
      if (!journal.equalsIgnoreCase("wal") || !synchronous.equals(String.valueOf(FULL))) {
        throw new DataFolder.Unusable(
            "%s: journal_mode=%s synchronous=%s (expected: wal, 2); is it on a network file system?"
                .formatted(file, journal, synchronous),
            null);
      }
    }
  }

  private static String setting(Statement statement, String name) throws SQLException {
    try (ResultSet result = statement.executeQuery("PRAGMA " + name)) {
      return result.next() ? result.getString(name) : "";
    }
  }
}
