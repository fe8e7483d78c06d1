package io.xiaoer.compose;

import io.xiaoer.conversation.Changes;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ComposeConfiguration {

  @Bean
  Phrases phrases(Database desk, Changes changes, InstantSource clock) {
    return new Phrases(desk, changes, clock);
  }

  @Bean
  Drafts drafts(Database desk, InstantSource clock) {
    return new Drafts(desk, clock);
  }
}
