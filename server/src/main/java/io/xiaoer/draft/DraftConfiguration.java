package io.xiaoer.draft;

import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DraftConfiguration {
  @Bean
  Drafts drafts(Database desk, InstantSource clock) {
    return new Drafts(desk, clock);
  }

  @Bean
  ErasesCustomer draftErasure() {
    return new DraftErasure();
  }

  @Bean
  DisclosesCustomer draftDisclosure(Database desk) {
    return new DraftDisclosure(desk);
  }
}
