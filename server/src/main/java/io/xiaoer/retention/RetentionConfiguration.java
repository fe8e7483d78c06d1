package io.xiaoer.retention;

import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.Worker;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RetentionConfiguration {

  @Bean
  AgedContent agedAudit(Database desk) {
    return new AgedAudit(desk);
  }

  @Bean
  Retention retention(
      Database desk,
      List<AgedContent> contents,
      List<NeedsContent> needing,
      NodeSignals signals,
      InstantSource clock) {
    return new Retention(desk, contents, needing, signals, clock);
  }

  @Bean
  Sweeper sweeper(
      Database desk,
      List<AgedContent> contents,
      List<NeedsContent> needing,
      LeavesRoom room,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    return new Sweeper(desk, contents, needing, room, lease, signals, clock);
  }

  @Bean
  Worker sweeperWorker(Sweeper sweeper) {
    return new Worker("retention", "retention: nothing that is old is deleted", sweeper::step);
  }

  @Bean
  KeptFor keptFor(Database desk) {
    return new KeptFor(desk);
  }
}
