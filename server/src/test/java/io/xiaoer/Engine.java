package io.xiaoer;

import io.xiaoer.store.Bells;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresDatabase;
import io.xiaoer.store.PostgresSettings;
import io.xiaoer.store.SqliteDatabase;
import io.xiaoer.store.Storage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The two engines, real ones, for tests that must hold on both. */
public enum Engine {
  SQLITE {
    @Override
    public Storage storage(Path folder) {
      return new Storage.Embedded(DataFolder.open(folder));
    }

    @Override
    public Database desk(Path folder) {
      return SqliteDatabase.open(folder.resolve("desk.db"), "desk", Engine::fail);
    }

    @Override
    public String[] settings(Path folder) {
      return new String[0];
    }
  },
  POSTGRES {
    @Override
    public Storage storage(Path folder) {
      return new Storage.Postgres(connections(folder));
    }

    @Override
    public Database desk(Path folder) {
      return PostgresDatabase.open(connections(folder), "desk");
    }

    @Override
    public String[] settings(Path folder) {
      return new String[] {
        "xiaoer.database.url=" + url(folder),
        "xiaoer.database.username=postgres",
        "xiaoer.database.password=postgres"
      };
    }
  };

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Map<Path, String> URLS = new ConcurrentHashMap<>();

  /** What a folder stands for: the folder itself, or a database of its own. */
  public abstract Storage storage(Path folder);

  public abstract Database desk(Path folder);

  public abstract String[] settings(Path folder);

  public Bells bells() {
    return new Bells();
  }

  /** An emergency that no test has asked for. */
  public static void fail(String what, Throwable cause) {
    throw new AssertionError(what, cause);
  }

  public static PostgresConnections connections(Path folder) {
    return new PostgresConnections(new PostgresSettings(url(folder), "postgres", "postgres"));
  }

  /** The database that belongs to a folder; made when first asked for. */
  public static String url(Path folder) {
    return URLS.computeIfAbsent(
        folder,
        _ -> {
          String name = "xiaoer" + DATABASES.incrementAndGet();
          try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection();
              Statement statement = connection.createStatement()) {
            // Not by bytes: what is sorted must not lean on the database's own order.
            statement.execute(
                "CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'"
                    .formatted(name));
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
          return Server.POSTGRES.getJdbcUrl("postgres", name);
        });
  }

  /** One server for all tests of this process, started with the first that needs it. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres started =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                // As in earnest; the library's own tests would rather be fast.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start();
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
