package io.xiaoer.starter.inbox;

import java.sql.DatabaseMetaData;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.transaction.TransactionDefinition;

/** What the databases do each in their own way. */
enum Engine {
  POSTGRESQL("postgresql.sql") {
    @Override
    boolean insert(JdbcClient jdbc, String sql, List<Object> values) {
      return ignoringKnown(jdbc, sql, values);
    }

    @Override
    void wake(JdbcClient jdbc, String lane, long now) {
      wakeOnConflict(jdbc, lane, now);
    }

    @Override
    Optional<String> weakness(JdbcClient jdbc) {
      return unless(jdbc, "SHOW synchronous_commit", "synchronous_commit", List.of("off"));
    }
  },

  /** And MariaDB. */
  MYSQL("mysql.sql") {
    @Override
    boolean insert(JdbcClient jdbc, String sql, List<Object> values) {
      return catchingKnown(jdbc, sql, values);
    }

    @Override
    void wake(JdbcClient jdbc, String lane, long now) {
      // The row is locked even where it stays as it is.
      jdbc.sql(
              """
              INSERT INTO xiaoer_inbox_lane (lane, due_at) VALUES (?, ?)
              ON DUPLICATE KEY UPDATE due_at = COALESCE(due_at, VALUES(due_at))
              """)
          .params(lane, now)
          .update();
    }

    @Override
    Optional<String> weakness(JdbcClient jdbc) {
      return unless(
          jdbc,
          "SELECT CAST(@@innodb_flush_log_at_trx_commit AS CHAR) AS flushed",
          "innodb_flush_log_at_trx_commit",
          List.of("0", "2"));
    }
  },

  H2("h2.sql") {
    @Override
    boolean insert(JdbcClient jdbc, String sql, List<Object> values) {
      return catchingKnown(jdbc, sql, values);
    }

    @Override
    void wake(JdbcClient jdbc, String lane, long now) {
      if (!wakeKnown(jdbc, lane, now)) {
        try {
          jdbc.sql("INSERT INTO xiaoer_inbox_lane (lane, due_at) VALUES (?, ?)")
              .params(lane, now)
              .update();
        } catch (DuplicateKeyException justNow) {
          wakeKnown(jdbc, lane, now);
        }
      }
    }

    private static boolean wakeKnown(JdbcClient jdbc, String lane, long now) {
      return jdbc.sql("UPDATE xiaoer_inbox_lane SET due_at = COALESCE(due_at, ?) WHERE lane = ?")
              .params(now, lane)
              .update()
          == 1;
    }
  },

  /** One writer at a time: a transaction that will write says so with its first statement. */
  SQLITE("sqlite.sql") {
    @Override
    int isolation() {
      return TransactionDefinition.ISOLATION_DEFAULT;
    }

    @Override
    boolean hasOneWriter() {
      return true;
    }

    @Override
    boolean insert(JdbcClient jdbc, String sql, List<Object> values) {
      return ignoringKnown(jdbc, sql, values);
    }

    @Override
    void wake(JdbcClient jdbc, String lane, long now) {
      wakeOnConflict(jdbc, lane, now);
    }

    @Override
    void beginWriting(JdbcClient jdbc) {
      jdbc.sql("UPDATE xiaoer_inbox_lane SET due_at = due_at WHERE lane = ''").update();
    }

    @Override
    String skippingLocked() {
      return "";
    }

    @Override
    Optional<String> weakness(JdbcClient jdbc) {
      return unless(jdbc, "PRAGMA synchronous", "synchronous", List.of("0", "1"));
    }
  };

  private final String script;

  Engine(String script) {
    this.script = script;
  }

  /**
   * Of the database behind this source.
   *
   * @throws IllegalStateException when the inbox does not know it
   */
  static Engine of(DataSource source) {
    String product;
    try {
      product = JdbcUtils.extractDatabaseMetaData(source, DatabaseMetaData::getDatabaseProductName);
    } catch (MetaDataAccessException e) {
      throw new IllegalStateException("inbox: the database cannot be asked what it is", e);
    }
    return switch (product.toLowerCase(Locale.ROOT)) {
      case "postgresql" -> POSTGRESQL;
      case "mysql", "mariadb" -> MYSQL;
      case "h2" -> H2;
      case "sqlite" -> SQLITE;
      default ->
          throw new IllegalStateException(
              "inbox: the database is "
                  + product
                  + " (expected: PostgreSQL, MySQL, MariaDB, H2 or SQLite)");
    };
  }

  Resource script() {
    return new ClassPathResource(script, Engine.class);
  }

  /** Of the inbox's own transactions: after a row was locked, what others committed is seen. */
  int isolation() {
    return TransactionDefinition.ISOLATION_READ_COMMITTED;
  }

  /** Whether who has begun to write keeps all others from writing. */
  boolean hasOneWriter() {
    return false;
  }

  /** False when the key is there already; the transaction goes on either way. */
  abstract boolean insert(JdbcClient jdbc, String sql, List<Object> values);

  /**
   * Has a lane looked at from now on where nothing waited in it. Holds it until the end of the
   * transaction in any case, so that who settles it meanwhile sees what was added.
   */
  abstract void wake(JdbcClient jdbc, String lane, long now);

  /** First in a transaction that reads before it writes. */
  void beginWriting(JdbcClient jdbc) {}

  /** Behind a SELECT: the rows are held, and those that somebody holds are left out. */
  String skippingLocked() {
    return " FOR UPDATE SKIP LOCKED";
  }

  /** The setting by which what was committed can be lost in a crash of the machine. */
  Optional<String> weakness(JdbcClient jdbc) {
    return Optional.empty();
  }

  private static boolean ignoringKnown(JdbcClient jdbc, String sql, List<Object> values) {
    return jdbc.sql(sql + " ON CONFLICT (event_key) DO NOTHING").params(values).update() == 1;
  }

  private static boolean catchingKnown(JdbcClient jdbc, String sql, List<Object> values) {
    try {
      StatementSpec insert = jdbc.sql(sql).params(values);
      return insert.update() == 1;
    } catch (DuplicateKeyException known) {
      return false;
    }
  }

  private static void wakeOnConflict(JdbcClient jdbc, String lane, long now) {
    jdbc.sql(
            """
            INSERT INTO xiaoer_inbox_lane (lane, due_at) VALUES (?, ?)
            ON CONFLICT (lane) DO UPDATE SET due_at = excluded.due_at
            WHERE xiaoer_inbox_lane.due_at IS NULL
            """)
        .params(lane, now)
        .update();
  }

  private static Optional<String> unless(
      JdbcClient jdbc, String sql, String setting, List<String> weak) {
    return jdbc.sql(sql)
        .query(String.class)
        .optional()
        .filter(weak::contains)
        .map(value -> setting + " is " + value);
  }
}
