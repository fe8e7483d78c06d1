package io.xiaoer.round;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RoundConfiguration {
  @Bean
  RoundBuilder roundBuilder(
      Database desk, EventLog log, NodeSignals signals, Lease lease, MeterRegistry registry) {
    return new RoundBuilder(desk, log, signals, lease, registry);
  }

  @Bean
  RoundPages roundPages(Database desk, Lease lease, InstantSource clock) {
    return new RoundPages(desk, lease, clock);
  }

  @Bean
  Worker roundPagesWorker(RoundPages pages) {
    return new Worker("round-pages", "rounds: reports are slow, pages are not made", pages::step);
  }

  @Bean
  DisclosesCustomer roundDisclosure(Database desk) {
    return new RoundDisclosure(desk);
  }
}
