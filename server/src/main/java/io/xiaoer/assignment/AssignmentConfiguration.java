package io.xiaoer.assignment;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.hours.ShopHours;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AssignmentConfiguration {
  @Bean
  AssignmentRules assignmentRules(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new AssignmentRules(desk, changeFeed, clock);
  }

  @Bean
  Situations situations(ShopHours hours) {
    return new Situations(hours);
  }

  @Bean
  QueuePlaces queuePlaces(
      Situations situations,
      Database desk,
      Shops shops,
      InstantSource clock,
      MeterRegistry registry) {
    return new QueuePlaces(situations, desk, shops, clock, registry);
  }

  @Bean
  SharingOut sharingOut(
      Database desk,
      Situations situations,
      ChangeFeed changeFeed,
      Lease lease,
      NodeSignals signals,
      Shops shops,
      InstantSource clock,
      MeterRegistry registry) {
    return new SharingOut(
        desk, situations, changeFeed, lease, signals, clock, shops::label, registry);
  }
}
