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
    return new LogConsumer(
        "conversation",
        log,
        desk,
        new MessageProjection(),
        changeFeed::announce,
        lease,
        clock,
        registry);
  }

  @Bean
  ConversationEventConsumer waitingTimes(
      Database desk, Shops shops, Lease lease, NodeSignals signals, MeterRegistry registry) {
    return new ConversationEventConsumer(
        "waiting-times", desk, new WaitingTimes(shops::label, registry), lease, signals, registry);
  }

  @Bean
  ServedConversations servedConversations() {
    return new ServedConversations() {
      @Override
      public Map<String, Integer> loads(JdbcClient jdbc) {
        return Assignments.loads(jdbc);
      }

      @Override
      public void release(
          JdbcClient jdbc, String username, ShopScope kept, String by, Instant now) {
        Assignments.release(jdbc, username, kept, by, now);
      }
    };
  }

  @Bean
  ResourceGate conversationGate(Conversations conversations) {
    return new ResourceGate(
        "/api/v1/conversations/",
        "conversation",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(conversations::shopOf)
                .filter(caller::sees)
                .isPresent());
  }

  @Bean
  ResourceGate messageGate(Conversations conversations) {
    return new ResourceGate(
        "/api/v1/messages/",
        "message",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(conversations::shopOfMessage)
                .filter(caller::sees)
                .isPresent());
  }
}
