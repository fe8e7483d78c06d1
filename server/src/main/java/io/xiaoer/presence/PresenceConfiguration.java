package io.xiaoer.presence;

import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PresenceConfiguration {
  @Bean
  ConnectedUsers connectedUsers(Database desk, InstantSource clock) {
    return new ConnectedUsers(desk, clock);
  }
}
