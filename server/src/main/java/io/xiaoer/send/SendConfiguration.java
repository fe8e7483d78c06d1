package io.xiaoer.send;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.conversation.Outgoing;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SendConfiguration {
  /** For one attempt with everything it needs, a new token included. */
  private static final Duration ATTEMPT_MAX = Duration.ofSeconds(10);

  @Bean
  Outbox outbox(Database desk, Outgoing outgoing, Lease lease, MeterRegistry registry) {
    Outbox outbox = new Outbox(desk, outgoing, lease);
    Gauge.builder("xiaoer.outbox.waiting", outbox, Outbox::waiting)
        .description("answers that the platform has not taken yet")
        .register(registry);
    return outbox;
  }

  @Bean
  Sender sender(Outbox outbox, Shops shops, Lease lease, Bells bells, InstantSource clock) {
    Map<String, KfApi> platforms = new HashMap<>();
    for (Shop shop : shops.all()) {
      platforms.put(
          shop.id().value(),
          new KfApi(shop.apiBaseUrl(), shop.appId(), shop.appSecret(), clock, ATTEMPT_MAX));
    }
    return new Sender(outbox, platforms, lease, bells, clock);
  }

  @Bean
  Replies replies(Outbox outbox, Bells bells, InstantSource clock) {
    return new Replies(outbox, bells, clock);
  }
}
