package io.xiaoer.starter.inbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The engines, real ones; each test has a database of its own. */
enum Database {
  SQLITE {
    @Override
    String create(Path folder) {
      return "jdbc:sqlite:" + folder.resolve("inbox.db") + "?journal_mode=WAL";
    }
  },
  H2 {
    @Override
    String create(Path folder) {
      return "jdbc:h2:file:" + folder.resolve("inbox").toAbsolutePath() + ";DB_CLOSE_DELAY=-1";
    }
  },
  POSTGRES {
    @Override
    String create(Path folder) {
      String name = fresh();
      try (Connection connection = Postgres.STARTED.getPostgresDatabase().getConnection()) {
        connection.createStatement().execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
      return Postgres.STARTED.getJdbcUrl("postgres", name);
    }
  },
  MARIADB {
    @Override
    String create(Path folder) {
      return MariaDb.create(fresh());
    }
  };

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The address of a new database; {@code folder} is empty. */
  abstract String create(Path folder);

  static String fresh() {
    return "inbox" + NUMBER.incrementAndGet();
  }

  static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(12);
    config.setConnectionTimeout(20_000);
    return new HikariDataSource(config);
  }

  private static final class Postgres {
    static final EmbeddedPostgres STARTED = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres started =
            EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started)));
        return started;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(EmbeddedPostgres postgres) {
      try {
        postgres.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
