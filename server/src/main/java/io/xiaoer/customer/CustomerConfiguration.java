package io.xiaoer.customer;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.Worker;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CustomerConfiguration {
  private static final Duration BLOCK_ENDS_SEEN_EVERY = Duration.ofSeconds(5);

  @Bean
  Customers customers(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new Customers(desk, changeFeed, clock);
  }

  @Bean
  Worker blockEnds(Database desk, ChangeFeed changeFeed, Lease lease, InstantSource clock) {
    BlockEnds ends = new BlockEnds(desk, changeFeed, lease, clock);
    return new Worker(
        "block-ends",
        "customer: blocks that are over are not ended",
        () -> {
          ends.endThoseOver();
          Thread.sleep(BLOCK_ENDS_SEEN_EVERY);
        });
  }

  @Bean
  ErasesCustomer customerErasure() {
    return new CustomerErasure();
  }

  @Bean
  DisclosesCustomer customerDisclosure(Database desk) {
    return new CustomerDisclosure(desk);
  }
}
