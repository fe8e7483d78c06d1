package io.xiaoer;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresConnections.Limits;
import io.xiaoer.store.PostgresDatabase;
import io.xiaoer.store.PostgresSettings;
import io.xiaoer.store.SqliteDatabase;
import io.xiaoer.store.Storage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

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

    @Override
    void migrate(Path folder) {
      try {
        Files.createDirectories(folder);
        for (String name : Migrated.NAMES) {
          Path file = folder.resolve(name + ".db");
          if (!Files.exists(file)) {
            Files.copy(Migrated.FILES.resolve(name + ".db"), file);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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

    @Override
    void migrate(Path folder) {
      try (Connection connection = connections(folder).open(Limits.DESK)) {
        addAdministrator(connection);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  };

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final Map<Path, String> URLS = new ConcurrentHashMap<>();

  /** What a folder stands for: the folder itself, or a database of its own. */
  public abstract Storage storage(Path folder);

  public abstract Database desk(Path folder);

  public abstract String[] settings(Path folder);

  public NodeSignals signals() {
    return new NodeSignals();
  }

  /** An emergency that no test has asked for. */
  public static void fail(String what, Throwable cause) {
    throw new AssertionError(what, cause);
  }

  public static PostgresConnections connections(Path folder) {
    return new PostgresConnections(new PostgresSettings(url(folder), "postgres", "postgres"));
  }

  /** The database that belongs to a folder, with all tables; made when first asked for. */
  public static String url(Path folder) {
    return URLS.computeIfAbsent(folder, _ -> Server.create("TEMPLATE " + Migrated.DATABASE));
  }

  /** The database that belongs to a folder, without any table. */
  public static String emptyUrl(Path folder) {
    return URLS.computeIfAbsent(folder, _ -> Server.create(Server.EMPTY));
  }

  /**
   * Does beforehand what a first start on this folder would have to: the tables, and the
   * administrator, whose password is slow to hash on purpose.
   */
  abstract void migrate(Path folder);

  private static void addAdministrator(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO staff (username, name, password_hash, role, created_at)
            SELECT 'admin', 'admin', ?, 'ADMINISTRATOR', 0 WHERE NOT EXISTS (SELECT 1 FROM staff)
            """)) {
      insert.setString(1, Migrated.PASSWORD_HASH);
      insert.executeUpdate();
    }
  }

  /** What every test would have to wait for: the tables, made once and copied. */
  private static final class Migrated {
    static final List<String> NAMES = List.of("desk", "inbox");
    static final String PASSWORD_HASH = new BCryptPasswordEncoder().encode(TestServer.PASSWORD);
    static final Path FILES = files();
    static final String DATABASE = database();

    private static Path files() {
      try {
        Path folder = Files.createTempDirectory("xiaoer-migrated");
        for (String name : NAMES) {
          SqliteDatabase.open(folder.resolve(name + ".db"), name, Engine::fail).close();
        }
        try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("desk.db"))) {
          addAdministrator(connection);
        }
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }

    private static String database() {
      String url = Server.create(Server.EMPTY);
      PostgresConnections connections =
          new PostgresConnections(new PostgresSettings(url, "postgres", "postgres"));
      NAMES.forEach(name -> PostgresDatabase.open(connections, name).close());
      return url.replaceFirst("\\?.*", "").replaceFirst(".*/", "");
    }
  }

  /** One server for all tests of this process, started with the first that needs it. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES = start();

    /** Not by bytes: what is sorted must not lean on the database's own order. */
    static final String EMPTY = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN'";

    /** The address of a new database. */
    static String create(String like) {
      String name = "xiaoer" + DATABASES.incrementAndGet();
      try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE %s %s".formatted(name, like));
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
      return POSTGRES.getJdbcUrl("postgres", name);
    }

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
