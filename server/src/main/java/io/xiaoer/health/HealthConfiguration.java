package io.xiaoer.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.HostName;
import io.xiaoer.log.DeadLetters;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.Follower;
import io.xiaoer.receive.PushJournal;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.Version;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import io.xiaoer.store.Storage;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
  @Bean
  Nodes nodes(
      Database desk, Shops shops, PushJournal journal, Version version, InstantSource clock) {
    return new Nodes(desk, shops, journal, version, clock, nodeName());
  }

  @Bean
  StandbyWatch standbyWatch(Storage storage, Database desk, MeterRegistry registry) {
    return new StandbyWatch(storage, desk, registry);
  }

  @Bean
  SystemReport systemReport(
      Storage storage,
      Settings settings,
      Database desk,
      EventLog events,
      DeadLetters parked,
      List<Follower> followers,
      MeterRegistry registry) {
    return new SystemReport(
        storage, settings.dataDir().toAbsolutePath(), desk, events, parked, followers, registry);
  }

  /** Tells nodes apart for people: the machine and the process on it. */
  private static String nodeName() {
    return HostName.of() + ":" + ProcessHandle.current().pid();
  }
}
