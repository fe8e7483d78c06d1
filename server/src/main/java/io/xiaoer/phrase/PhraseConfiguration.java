package io.xiaoer.phrase;

import io.xiaoer.access.Caller;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PhraseConfiguration {

  @Bean
  Phrases phrases(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new Phrases(desk, changeFeed, clock);
  }

  @Bean
  Drafts drafts(Database desk, InstantSource clock) {
    return new Drafts(desk, clock);
  }
}
