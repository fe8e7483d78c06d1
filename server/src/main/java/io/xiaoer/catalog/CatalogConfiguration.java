package io.xiaoer.catalog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.conversation.Changes;
import io.xiaoer.inbox.EventLog;
import io.xiaoer.inbox.LogReader;
import io.xiaoer.media.CardPictures;
import io.xiaoer.platform.Platforms;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import io.xiaoer.store.Database;
import io.xiaoer.wechat.PlatformClients;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

  @Bean
  LookUps lookUps(
      Database desk,
      ChangeFeed changeFeed,
      Pictures pictures,
      Lease lease,
      MeterRegistry registry) {
    LookUps lookUps = new LookUps(desk, changeFeed, pictures, lease);
    Gauge.builder("xiaoer.lookups.waiting", lookUps, LookUps::waiting)
        .description("products and orders that the platform is to be asked for")
        .register(registry);
    return lookUps;
  }

  @Bean
  Shown shown(Bells bells) {
    return new Shown(bells);
  }

  @Bean
  Pictures pictures(CardPictures vault, InstantSource clock) {
    return new Pictures(vault, clock);
  }

  @Bean
  Cards cards(Shown shown, InstantSource clock) {
    return new Cards(shown, clock);
  }

  @Bean
  Catalog catalog(Database desk, LookUps lookUps, Shown shown, Bells bells, InstantSource clock) {
    return new Catalog(desk, lookUps, shown, bells, clock);
  }

  @Bean
  Clerk clerk(
      LookUps lookUps,
      Shown shown,
      Platforms platforms,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    return new Clerk(lookUps, shown, platforms, lease, bells, clock, registry);
  }

  @Bean
  LogConsumer catalogReader(
      EventLog log,
      Database desk,
      NodeSignals signals,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    return new LogConsumer(
        "catalog",
        log,
        desk,
        new CatalogProjection(clock),
        () -> signals.ring(Topic.LOOK_UP),
        lease,
        clock,
        registry);
  }
}
