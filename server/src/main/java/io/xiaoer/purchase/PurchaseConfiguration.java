package io.xiaoer.purchase;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogConsumer;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PurchaseConfiguration {
  @Bean
  LogConsumer purchaseReader(
      EventLog log, Database desk, Lease lease, InstantSource clock, MeterRegistry registry) {
    return new LogConsumer(
        "purchases", log, desk, new PurchaseProjection(), () -> {}, lease, clock, registry);
  }

  @Bean
  ErasesCustomer purchaseErasure() {
    return new PurchaseErasure();
  }

  @Bean
  DisclosesCustomer purchaseDisclosure(Database desk) {
    return new PurchaseDisclosure(desk);
  }
}
