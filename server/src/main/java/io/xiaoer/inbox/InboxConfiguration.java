package io.xiaoer.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.store.DataFolder;
import java.time.InstantSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

  @Bean
  SqliteInbox inbox(DataFolder folder, InstantSource clock, MeterRegistry registry) {
    return SqliteInbox.open(folder.file("inbox.db"), clock, registry);
  }

  /** Part of readiness: a server that cannot keep messages should get none. */
  @Bean("inboxHealthIndicator")
  HealthIndicator inboxHealth(SqliteInbox inbox) {
    return () -> inbox.healthy() ? Health.up().build() : Health.down().build();
  }
}
