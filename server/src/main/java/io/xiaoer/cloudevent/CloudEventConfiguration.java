package io.xiaoer.cloudevent;

import io.xiaoer.conversation.Conversations;
import io.xiaoer.log.EventLog;
import io.xiaoer.store.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CloudEventConfiguration {
  @Bean
  CloudEvents cloudEvents(EventLog log, Conversations conversations, Database desk) {
    return new CloudEvents(log, conversations, desk);
  }

  @Bean
  EventFeed eventFeed(EventLog log, Database desk) {
    return new EventFeed(log, desk);
  }
}
