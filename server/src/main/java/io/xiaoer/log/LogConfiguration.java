package io.xiaoer.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.retention.AgedContent;
import io.xiaoer.retention.LeavesRoom;
import io.xiaoer.retention.NeedsContent;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.FatalErrorHandler;
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
class LogConfiguration {
  private static final String NAME = "inbox";

  @Bean
  static DurableLog inbox(
      Storage storage,
      NodeSignals signals,
      FatalErrorHandler onFatalError,
      InstantSource clock,
      MeterRegistry registry) {
    Database database = storage.open(NAME, onFatalError);
    try {
      return new DurableLog(
          storage.where(NAME), database, store(storage), signals, onFatalError, clock, registry);
    } catch (SQLException e) {
      database.close();
      throw new DataFolder.Unusable(
          "%s: cannot be opened: %s".formatted(storage.where(NAME), e.getMessage()), e);
    }
  }

  @Bean
  static ErasesCustomer logErasure(DurableLog inbox) {
    return inbox.erasure();
  }

  @Bean
  static DisclosesCustomer logDisclosure(DurableLog inbox) {
    return inbox.disclosure();
  }

  @Bean
  static AgedContent agedLog(DurableLog inbox, Database desk) {
    return inbox.aged(desk);
  }

  @Bean
  static NeedsContent readersOfTheLog(
      Database desk, EventLog log, ObjectProvider<LogConsumer> readers) {
    return new UnreadEntries(desk, log, () -> readers.stream().toList());
  }

  @Bean
  static LeavesRoom roomForPushes(EventLog log) {
    return work ->
        log.follow(() -> {
          work.run();
          return true;
        });
  }

  private static LogStore store(Storage storage) throws SQLException {
    return switch (storage) {
      case Storage.Embedded embedded ->
          new SqliteLogStore(new SqliteConnections(embedded.file(NAME)));
      case Storage.Postgres(PostgresConnections connections) -> new PostgresLogStore(connections);
    };
  }

  @Bean
  static DeadLetters parkedEvents(
      Database desk, EventLog log, ObjectProvider<LogConsumer> readers) {
    return new DeadLetters(desk, log, () -> readers.stream().toList());
  }

  /** Part of readiness: a server that cannot keep messages should get none. */
  @Bean("inboxHealthIndicator")
  HealthIndicator inboxHealth(DurableLog inbox) {
    return () -> inbox.healthy() ? Health.up().build() : Health.down().build();
  }
}
