package io.xiaoer.change;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.store.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {
  @Bean
  ChangeFeed changeFeed(Database desk, NodeSignals signals) {
    return new ChangeFeed(desk, signals);
  }
}
