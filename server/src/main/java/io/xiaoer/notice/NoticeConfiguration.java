package io.xiaoer.notice;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.Worker;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.duework.DueWorker.AtStop;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.health.Nodes;
import io.xiaoer.health.SystemReport;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.outbound.Calls;
import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.secret.Seal;
import io.xiaoer.send.ShopSendStates;
import io.xiaoer.settings.Settings;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class NoticeConfiguration {
  @Bean
  PushKey pushKey(Database desk, Seal seal) {
    return new PushKey(desk, seal);
  }

  @Bean
  Messenger messenger(Calls calls, PushKey key) {
    return new Messenger(calls, key);
  }

  @Bean
  ChannelTrial channelTrial(Database desk, Messenger messenger, Seal seal, InstantSource clock) {
    return new ChannelTrial(desk, messenger, seal, clock);
  }

  @Bean
  OperatorAlarms operatorAlarms(
      Database desk,
      Nodes nodes,
      SystemReport report,
      Quarantine quarantine,
      ShopSendStates sending,
      Shops shops,
      Settings settings) {
    return new OperatorAlarms(
        desk, nodes, report, quarantine, sending, shops, settings.media().keepFree().toBytes());
  }

  @Bean
  Lookout lookout(
      Database desk,
      ShopHours hours,
      Shops shops,
      OperatorAlarms alarms,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    return new Lookout(desk, hours, shops, alarms, lease, signals, clock);
  }

  @Bean
  Worker noticeWorker(Lookout lookout) {
    return new Worker("notices", "notices: nobody is called", lookout::step);
  }

  @Bean
  DueWorker<NoticeTable.Due> noticeSending(
      Database desk,
      Messenger messenger,
      Seal seal,
      Shops shops,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    NoticeSender sender = new NoticeSender(desk, messenger, seal, shops, lease, clock, registry);
    return new DueWorker<>(
        "notice-sending", sender, AtStop.BREAK_OFF, lease, signals, Topic.NOTICE, clock);
  }

  @Bean
  ErasesCustomer noticeErasure() {
    return new NoticeErasure();
  }

  @Bean
  DisclosesCustomer noticeDisclosure(Database desk) {
    return new NoticeDisclosure(desk);
  }
}
