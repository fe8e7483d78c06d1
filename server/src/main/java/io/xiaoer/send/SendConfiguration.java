package io.xiaoer.send;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.conversation.Outgoing;
import io.xiaoer.platform.Platforms;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import io.xiaoer.wechat.PlatformClients;
import java.time.InstantSource;
import java.util.Random;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SendConfiguration {
  @Bean
  Outbox outbox(
      Database desk,
      AnswerTable answerTable,
      ObjectProvider<Attachments> attachments,
      Lease lease,
      MeterRegistry registry) {
    Outbox outbox =
        new Outbox(desk, answerTable, attachments.getIfAvailable(NoAttachments::new), lease);
    Gauge.builder("xiaoer.outbox.waiting", outbox, Outbox::waiting)
        .description("answers that the platform has not taken yet")
        .register(registry);
    return outbox;
  }

  @Bean
  Sender sender(
      Outbox outbox,
      Platforms platforms,
      ObjectProvider<Attachments> attachments,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    return new Sender(
        outbox,
        platforms,
        attachments.getIfAvailable(NoAttachments::new),
        lease,
        bells,
        clock,
        new Random(), // spreads pauses; nobody gains by guessing it
        registry);
  }

  @Bean
  Answers replies(Outbox outbox, NodeSignals signals, InstantSource clock) {
    return new Answers(outbox, signals, clock);
  }

  @Bean
  ShopSendStates standings(
      Database desk,
      Outbox outbox,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    ShopSendStates sendStates = new ShopSendStates(desk, outbox, signals, clock);
    Gauge.builder("xiaoer.sending.paused", sendStates, it -> it.count(ShopSendState.Paused.class))
        .description("shops whose answers wait for a quota")
        .register(registry);
    Gauge.builder("xiaoer.sending.stopped", sendStates, it -> it.count(ShopSendState.Stopped.class))
        .description("shops whose answers wait until somebody mends a setting")
        .register(registry);
    return sendStates;
  }

  @Bean
  ResourceGate sendingGate(Shops shops) {
    return ResourceGate.ofShops("/api/v1/sending/", shops);
  }
}
