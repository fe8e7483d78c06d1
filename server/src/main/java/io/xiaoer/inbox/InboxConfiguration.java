package io.xiaoer.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.store.Bells;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.Emergency;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.PostgresDatabase;
import io.xiaoer.store.SqliteConnections;
import io.xiaoer.store.SqliteDatabase;
import io.xiaoer.store.Storage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InboxConfiguration {
  private static final String TABLES = "inbox";

  @Bean
  DurableLog inbox(
      Storage storage,
      Bells bells,
      Emergency emergency,
      InstantSource clock,
      MeterRegistry registry) {
    return open(storage, bells, emergency, clock, registry);
  }

  static DurableLog open(
      Storage storage,
      Bells bells,
      Emergency emergency,
      InstantSource clock,
      MeterRegistry registry) {
    return switch (storage) {
      case Storage.Embedded(DataFolder folder) -> {
        Path file = folder.file("inbox.db");
        Database database = SqliteDatabase.open(file, TABLES, emergency);
        yield opened(
            database,
            () -> new SqliteLogStore(new SqliteConnections(file)),
            file.toString(),
            bells,
            emergency,
            clock,
            registry);
      }
      case Storage.Postgres(PostgresConnections connections) -> {
        Database database = PostgresDatabase.open(connections, TABLES);
        yield opened(
            database,
            () -> new PostgresLogStore(connections),
            "xiaoer.database.url",
            bells,
            emergency,
            clock,
            registry);
      }
    };
  }

  private interface Opening {
    LogStore open() throws SQLException;
  }

  private static DurableLog opened(
      Database database,
      Opening store,
      String what,
      Bells bells,
      Emergency emergency,
      InstantSource clock,
      MeterRegistry registry) {
    try {
      return new DurableLog(database, store.open(), bells, emergency, clock, registry);
    } catch (SQLException e) {
      database.close();
      throw new DataFolder.Unusable("%s: cannot be opened: %s".formatted(what, e.getMessage()), e);
    }
  }

  /** Part of readiness: a server that cannot keep messages should get none. */
  @Bean("inboxHealthIndicator")
  HealthIndicator inboxHealth(DurableLog inbox) {
    return () -> inbox.healthy() ? Health.up().build() : Health.down().build();
  }
}
