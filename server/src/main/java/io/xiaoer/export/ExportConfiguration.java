package io.xiaoer.export;

import io.xiaoer.audit.Audit;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.customer.Customers;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.media.MediaLibrary;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.Accounts;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ExportConfiguration {

  @Bean
  Exports exports(
      Conversations conversations,
      Customers customers,
      MediaLibrary library,
      Shops shops,
      Accounts accounts,
      Audit audit,
      InstantSource clock) {
    return new Exports(conversations, customers, library, shops, accounts, audit, clock);
  }

  @Bean
  DisclosesCustomer conversationPages(Conversations conversations, Exports exports) {
    return new ConversationPages(conversations, exports);
  }
}
