package io.xiaoer.customer;

import io.xiaoer.conversation.Changes;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CustomerConfiguration {

  @Bean
  Customers customers(Database desk, Changes changes, InstantSource clock) {
    return new Customers(desk, changes, clock);
  }

  @Bean
  BlockEnds blockEnds(Database desk, Changes changes, Lease lease, InstantSource clock) {
    return new BlockEnds(desk, changes, lease, clock);
  }
}
