package io.xiaoer.customer;

import io.xiaoer.conversation.Changes;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Worker;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CustomerConfiguration {
  private static final Duration BLOCK_ENDS_SEEN_EVERY = Duration.ofSeconds(5);

  @Bean
  Customers customers(Database desk, Changes changes, InstantSource clock) {
    return new Customers(desk, changes, clock);
  }

  @Bean
  Worker blockEnds(Database desk, Changes changes, Lease lease, InstantSource clock) {
    BlockEnds ends = new BlockEnds(desk, changes, lease, clock);
    return new Worker(
        "block-ends",
        "customer: blocks that are over are not ended",
        () -> {
          ends.endThoseOver();
          Thread.sleep(BLOCK_ENDS_SEEN_EVERY);
        });
  }
}
