package io.xiaoer.view;

import io.xiaoer.conversation.Changes;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ViewConfiguration {

  @Bean
  SavedViews savedViews(Database desk, Changes changes, InstantSource clock) {
    return new SavedViews(desk, changes, clock);
  }
}
