package io.xiaoer.aftersales;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.catalog.OrderOwnerListener;
import io.xiaoer.change.ChangeFeed;
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
class AfterSalesConfiguration {
  @Bean
  Cases afterSalesCases(Database desk) {
    return new Cases(desk);
  }

  @Bean
  OrderOwnerListener afterSalesOwners() {
    return Cases::known;
  }

  @Bean
  ErasesCustomer afterSalesErasure() {
    return new AfterSalesErasure();
  }

  @Bean
  LogConsumer afterSalesReader(
      EventLog log,
      Database desk,
      ChangeFeed changeFeed,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new LogConsumer(
        "after-sales",
        log,
        desk,
        new AfterSalesProjection(),
        changeFeed::announce,
        lease,
        clock,
        registry);
  }

  @Bean
  DisclosesCustomer afterSalesDisclosure(Database desk) {
    return new AfterSalesDisclosure(desk);
  }
}
