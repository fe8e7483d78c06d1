package io.xiaoer.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.store.Bells;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.Emergency;
import io.xiaoer.store.PostgresConnections;
import io.xiaoer.store.SqliteConnections;
import io.xiaoer.store.Storage;
import java.sql.SQLException;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InboxConfiguration {
  private static final String NAME = "inbox";

  @Bean
  static DurableLog inbox(
      Storage storage,
      Bells bells,
      Emergency emergency,
      InstantSource clock,
      MeterRegistry registry) {
    Database database = storage.open(NAME, emergency);
    try {
      return new DurableLog(
          storage.where(NAME), database, store(storage), bells, emergency, clock, registry);
    } catch (SQLException e) {
      database.close();
      throw new DataFolder.Unusable(
          "%s: cannot be opened: %s".formatted(storage.where(NAME), e.getMessage()), e);
    }
  }

  private static LogStore store(Storage storage) throws SQLException {
    return switch (storage) {
      case Storage.Embedded embedded ->
          new SqliteLogStore(new SqliteConnections(embedded.file(NAME)));
      case Storage.Postgres(PostgresConnections connections) -> new PostgresLogStore(connections);
    };
  }

  @Bean
  static ParkedEvents parkedEvents(Database desk, EventLog log, ObjectProvider<LogReader> readers) {
    return new ParkedEvents(desk, log, () -> readers.stream().toList());
  }

  /** Part of readiness: a server that cannot keep messages should get none. */
  @Bean("inboxHealthIndicator")
  HealthIndicator inboxHealth(DurableLog inbox) {
    return () -> inbox.healthy() ? Health.up().build() : Health.down().build();
  }
}
