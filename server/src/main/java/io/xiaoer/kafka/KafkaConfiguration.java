package io.xiaoer.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cloudevent.CloudEvents;
import io.xiaoer.cloudevent.EventFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.log.EventLog;
import io.xiaoer.retention.NeedsContent;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.store.Database;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {
  private static final String BROKERS = "xiaoer.kafka.properties.bootstrap.servers";

  /** Loads nothing of Kafka's where there is nothing to check. */
  @Bean
  static SettingsCheck kafkaCheck() {
    return settings -> {
      Settings.Kafka written = settings.kafka();
      if (written != null) {
        ProducerSettings.check(written);
      }
    };
  }

  @Bean
  @ConditionalOnProperty(BROKERS)
  Relay kafkaRelay(
      Settings settings,
      EventFeed feed,
      CloudEvents events,
      EventLog log,
      Database desk,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    Settings.Kafka written = Objects.requireNonNull(settings.kafka());
    Brokers brokers = new Brokers(written.topic(), ProducerSettings.of(written), lease::held);
    return new Relay(
        new RelayPlace(desk, lease, written.topic()),
        feed,
        events,
        brokers,
        log,
        lease,
        signals,
        registry);
  }

  @Bean
  @ConditionalOnProperty(BROKERS)
  NeedsContent unrelayedEvents(Settings settings, EventFeed feed, Database desk, Lease lease) {
    Settings.Kafka written = Objects.requireNonNull(settings.kafka());
    return new UnrelayedEvents(new RelayPlace(desk, lease, written.topic()), feed);
  }
}
