package io.xiaoer.send;

import io.xiaoer.conversation.Outgoing;
import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.shop.Shop;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
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
  Outbox outbox(Database desk, Outgoing outgoing) {
    return new Outbox(desk, outgoing);
  }

  @Bean
  Sender sender(Outbox outbox, Shops shops, InstantSource clock) {
    Map<String, KfApi> platforms = new HashMap<>();
    for (Shop shop : shops.all()) {
      platforms.put(
          shop.id().value(),
          new KfApi(shop.apiBaseUrl(), shop.appId(), shop.appSecret(), clock, ATTEMPT_MAX));
    }
    return new Sender(outbox, platforms, clock);
  }

  @Bean
  Replies replies(Outbox outbox, Sender sender, InstantSource clock) {
    return new Replies(outbox, sender, clock);
  }
}
