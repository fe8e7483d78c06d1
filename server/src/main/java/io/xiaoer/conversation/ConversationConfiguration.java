package io.xiaoer.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogConsumer;
import io.xiaoer.retention.AgedContent;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import io.xiaoer.staff.ServedConversations;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class ConversationConfiguration {
  private static final Duration RETURNS_SEEN_EVERY = Duration.ofSeconds(5);

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
  ConversationDetails handlingDetails() {
    return new AssignmentDetails();
  }

  @Bean
  Worker offlineReturns(Database desk, ChangeFeed changeFeed, Lease lease, InstantSource clock) {
    OfflineReturns returns = new OfflineReturns(desk, changeFeed, lease, clock);
    return new Worker(
        "offline-returns",
        "conversation: customers of people who are offline do not return to the queue",
        () -> {
          returns.returnThoseWhoWait();
          Thread.sleep(RETURNS_SEEN_EVERY);
        });
  }

  @Bean
  LogConsumer conversationReader(
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
  ConversationErasure conversationErasure(
      EventLog log, @Qualifier("conversationReader") LogConsumer reader) {
    return new ConversationErasure(log, reader);
  }

  @Bean
  AgedContent agedConversations(Database desk, List<MessageEmptied> keepers, InstantSource clock) {
    return new AgedConversations(desk, keepers, clock);
  }

  @Bean
  ConversationEventConsumer waitingTimes(
      Database desk,
      EventLog log,
      Shops shops,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    return new ConversationEventConsumer(
        "waiting-times",
        desk,
        log,
        new WaitingTimes(shops::label, registry),
        lease,
        signals,
        registry);
  }

  @Bean
  ServedConversations servedConversations() {
    return new ServedConversations() {
      @Override
      public Map<String, Integer> loads(JdbcClient jdbc, Instant now) {
        return Assignments.loads(jdbc, now);
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

  @Bean
  DisclosesCustomer conversationDisclosure(Database desk, Conversations conversations) {
    return new ConversationDisclosure(desk, conversations);
  }
}
