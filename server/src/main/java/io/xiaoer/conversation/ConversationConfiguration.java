package io.xiaoer.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.inbox.EventLog;
import io.xiaoer.inbox.LogReader;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConversationConfiguration {

  @Bean
  Changes changes(Database desk, Bells bells) {
    return new Changes(desk, bells);
  }

  @Bean
  Conversations conversations(
      Database desk,
      ChangeFeed changeFeed,
      InstantSource clock,
      List<MessageDetails> details,
      List<ConversationDetails> conversationDetails) {
    return new Conversations(desk, changeFeed, clock, details, conversationDetails);
  }

  @Bean
  AnswerTable outgoing(ChangeFeed changeFeed, List<MessageRemoved> keepers) {
    return new AnswerTable(changeFeed, keepers);
  }

  @Bean
  Assignments handling(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new Assignments(desk, changeFeed, clock);
  }

  @Bean
  LogReader conversationReader(
      EventLog log,
      Database desk,
      ChangeFeed changeFeed,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new LogReader(
        "conversation", log, desk, new Incoming(), changes::announce, lease, clock, registry);
  }
}
