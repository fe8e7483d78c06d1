package io.xiaoer.quarantine;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.log.Inbox;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class QuarantineConfiguration {

  @Bean
  Quarantine quarantine(
      Database desk,
      Inbox inbox,
      Shops shops,
      Seal seal,
      InstantSource clock,
      MeterRegistry registry) {
    return new Quarantine(desk, inbox, shops, seal, clock, registry);
  }
}
