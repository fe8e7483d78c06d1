package io.xiaoer.events;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EventsConfiguration {
  @Bean
  Waiting waitingForEvents() {
    return new Waiting();
  }
}
