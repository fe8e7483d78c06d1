package io.xiaoer.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cloudevent.CloudEvents;
import io.xiaoer.cloudevent.EventFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.Worker;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.duework.DueWorker.AtStop;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.outbound.Calls;
import io.xiaoer.retention.NeedsContent;
import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
  @Bean
  Intake webhookIntake(
      Database desk,
      EventLog log,
      EventFeed feed,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    return new Intake(desk, log, feed, lease, signals, clock);
  }

  @Bean
  Worker webhookIntakeWorker(Intake intake) {
    return new Worker("webhook-intake", "webhooks: events are not taken up", intake::step);
  }

  @Bean
  DueWorker<DeliveryTable.Due> webhookDeliveries(
      Database desk,
      CloudEvents events,
      Calls calls,
      Seal seal,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    Deliverer deliverer = new Deliverer(desk, events, calls, seal, lease, clock, registry);
    return new DueWorker<>(
        "webhooks", deliverer, AtStop.BREAK_OFF, lease, signals, Topic.WEBHOOK, clock);
  }

  @Bean
  NeedsContent undeliveredEvents(Database desk, EventLog log) {
    return new UndeliveredEvents(desk, log);
  }

  @Bean
  ErasesCustomer webhookErasure() {
    return new WebhookErasure();
  }

  @Bean
  DisclosesCustomer webhookDisclosure(Database desk) {
    return new WebhookDisclosure(desk);
  }
}
