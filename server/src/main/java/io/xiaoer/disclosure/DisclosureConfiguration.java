package io.xiaoer.disclosure;

import io.xiaoer.erasure.ConversationsAtHand;
import io.xiaoer.retention.KeptFor;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DisclosureConfiguration {

  @Bean
  Disclosures disclosures(
      Database desk,
      ConversationsAtHand conversations,
      List<DisclosesCustomer> owners,
      KeptFor keptFor,
      InstantSource clock) {
    return new Disclosures(desk, conversations, owners, keptFor, clock);
  }
}
