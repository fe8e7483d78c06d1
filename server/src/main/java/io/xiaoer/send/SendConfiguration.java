package io.xiaoer.send;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.conversation.Outgoing;
import io.xiaoer.platform.Platforms;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
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
      Outgoing outgoing,
      ObjectProvider<Attachments> attachments,
      Lease lease,
      MeterRegistry registry) {
    Outbox outbox =
        new Outbox(desk, outgoing, attachments.getIfAvailable(NoAttachments::new), lease);
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
      Bells bells,
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
  Replies replies(Outbox outbox, Bells bells, InstantSource clock) {
    return new Replies(outbox, bells, clock);
  }

  @Bean
  Standings standings(
      Database desk, Outbox outbox, Bells bells, InstantSource clock, MeterRegistry registry) {
    Standings standings = new Standings(desk, outbox, bells, clock);
    Gauge.builder("xiaoer.sending.paused", standings, it -> it.count(Sending.Paused.class))
        .description("shops whose answers wait for a quota")
        .register(registry);
    Gauge.builder("xiaoer.sending.stopped", standings, it -> it.count(Sending.Stopped.class))
        .description("shops whose answers wait until somebody mends a setting")
        .register(registry);
    return standings;
  }
}
