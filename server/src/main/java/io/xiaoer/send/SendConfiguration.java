package io.xiaoer.send;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.AnswerTable;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.duework.DueWorker.AtStop;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.telemetry.Traces;
import io.xiaoer.wechat.PlatformClients;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

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
  OutcomeWriter outcomeWriter(Outbox outbox) {
    return new OutcomeWriter(outbox);
  }

  @Bean
  Worker outcomeWriting(OutcomeWriter outcomeWriter) {
    return new Worker("send-outcomes", "send: outcomes are not written", outcomeWriter::writeNext);
  }

  /** Stops before the outcomes of its attempts can no longer be written. */
  @Bean
  @DependsOn("outcomeWriting")
  DueWorker<Sender.Piece> sender(
      Outbox outbox,
      OutcomeWriter outcomeWriter,
      PlatformClients platforms,
      ObjectProvider<Attachments> attachments,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry,
      Traces traces) {
    Sender sender =
        new Sender(
            outbox,
            outcomeWriter,
            platforms,
            attachments.getIfAvailable(NoAttachments::new),
            clock,
            new Random(), // spreads pauses; nobody gains by guessing it
            registry,
            traces);
    return new DueWorker<>("send", sender, AtStop.LET_END, lease, signals, Topic.OUTBOX, clock);
  }

  @Bean
  Answers replies(Outbox outbox, NodeSignals signals, InstantSource clock, Traces traces) {
    return new Answers(outbox, signals, clock, traces);
  }

  @Bean
  AnswerIntake answerIntake(
      Answers answers,
      Conversations conversations,
      List<AnswerCheck> checks,
      List<AnswerReview> reviews,
      Shops shops,
      InstantSource clock) {
    return new AnswerIntake(answers, conversations, checks, reviews, shops, clock);
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
