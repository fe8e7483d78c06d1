package io.xiaoer.platform;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogConsumer;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PlatformConfiguration {
  @Bean
  ApiChanges apiChanges(Database desk, Shops shops, MeterRegistry registry) {
    ApiChanges changes = new ApiChanges(desk);
    Gauge.builder("xiaoer.platform.changes.unseen", changes, ApiChanges::unseenCount)
        .description("announced changes of the API that is called here, which nobody has seen")
        .register(registry);
    Gauge.builder("xiaoer.platform.shops.closing", desk, database -> closing(database, shops))
        .description("shops that the platform is closing or has closed")
        .register(registry);
    return changes;
  }

  /** Whoever takes such a shop out of the configuration has heard of it. */
  private static double closing(Database desk, Shops shops) {
    return desk.read(ShopStandings::notOpen).keySet().stream()
        .filter(shop -> shops.find(shop.value()).isPresent())
        .count();
  }

  @Bean
  LogConsumer platformReader(
      EventLog log,
      Database desk,
      ChangeFeed changeFeed,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new LogConsumer(
        "platform",
        log,
        desk,
        new PlatformProjection(),
        changeFeed::announce,
        lease,
        clock,
        registry);
  }
}
