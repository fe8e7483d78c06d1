package io.xiaoer.export;

import io.xiaoer.audit.Audit;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.customer.Customers;
import io.xiaoer.media.Vault;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.People;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ExportConfiguration {

  @Bean
  Exports exports(
      Conversations conversations,
      Customers customers,
      Vault vault,
      Shops shops,
      People people,
      Audit audit,
      InstantSource clock) {
    return new Exports(conversations, customers, vault, shops, people, audit, clock);
  }
}
