package io.xiaoer.autoreply;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.ConversationEventConsumer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.duework.DueWorker.AtStop;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.log.EventLog;
import io.xiaoer.send.Answers;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.wording.WordingCheck;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AutoReplyConfiguration {
  @Bean
  RuleTable automaticReplyRules(
      Database desk, ChangeFeed changeFeed, NodeSignals signals, InstantSource clock) {
    return new RuleTable(desk, changeFeed, signals, clock);
  }

  /** An id may also be the name of one of the other addresses there, which have none. */
  @Bean
  ResourceGate automaticReplyGate(RuleTable rules) {
    return new ResourceGate(
        "/api/v1/automatic-replies/",
        "rule",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(rules::find)
                .filter(rule -> {
                  ShopId shop = rule.shop();
                  return shop == null || caller.sees(shop);
                })
                .isPresent());
  }

  @Bean
  EnabledRules enabledAutomaticReplies(Database desk, NodeSignals signals) {
    return new EnabledRules(desk, signals);
  }

  @Bean
  Situations automaticReplySituations(EnabledRules rules, ShopHours hours, Shops shops) {
    return new Situations(rules, hours, shops);
  }

  @Bean
  AutoClose autoClose(
      Database desk,
      ChangeFeed changeFeed,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new AutoClose(desk, changeFeed, lease, clock, registry);
  }

  @Bean
  Worker autoCloseWorker(AutoClose autoClose) {
    return new Worker(
        "auto-close", "autoreply: idle conversations are not closed", autoClose::step);
  }

  @Bean
  DryRun automaticReplyDryRun(Database desk, ShopHours hours, Shops shops) {
    return new DryRun(desk, hours, shops);
  }

  @Bean
  ConversationEventConsumer automaticReplyBursts(
      EnabledRules rules,
      Database desk,
      EventLog log,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    return new ConversationEventConsumer(
        "automatic-replies",
        desk,
        log,
        new BurstNotes(rules, desk, lease, signals, clock),
        lease,
        signals,
        registry);
  }

  @Bean
  DueWorker<DueTable.Due> automaticReplies(
      Database desk,
      Situations situations,
      Answers answers,
      WordingCheck wording,
      Shops shops,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    Replies replies =
        new Replies(desk, situations, answers, wording, shops, lease, clock, registry);
    return new DueWorker<>(
        "automatic-replies",
        replies,
        AtStop.LET_END,
        lease,
        signals,
        Topic.AUTOMATIC_REPLY_DUE,
        clock);
  }

  @Bean
  ErasesCustomer autoReplyErasure() {
    return new AutoReplyErasure();
  }

  @Bean
  DisclosesCustomer autoReplyDisclosure(Database desk) {
    return new AutoReplyDisclosure(desk);
  }
}
