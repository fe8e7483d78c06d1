package io.xiaoer.catalog;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.Worker;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.duework.DueWorker;
import io.xiaoer.duework.DueWorker.AtStop;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogConsumer;
import io.xiaoer.media.CardPictures;
import io.xiaoer.send.AnswerCheck;
import io.xiaoer.store.Database;
import io.xiaoer.wechat.PlatformClients;
import java.time.InstantSource;
import java.util.List;
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
      List<OrderOwnerListener> ownerListeners,
      MeterRegistry registry) {
    LookUps lookUps = new LookUps(desk, changeFeed, pictures, lease, ownerListeners);
    Gauge.builder("xiaoer.lookups.waiting", lookUps, LookUps::waiting)
        .description("products and orders that the platform is to be asked for")
        .register(registry);
    return lookUps;
  }

  @Bean
  RecentlyViewed recentlyViewed(LookUps lookUps, NodeSignals signals, InstantSource clock) {
    return new RecentlyViewed(lookUps, signals, clock);
  }

  @Bean
  Worker recentlyViewedWriting(RecentlyViewed recentlyViewed) {
    return new Worker(
        "catalog-viewed",
        "catalog: what was viewed is not looked up anew",
        recentlyViewed::writeNext);
  }

  @Bean
  Pictures pictures(CardPictures library, InstantSource clock) {
    return new Pictures(library, clock);
  }

  @Bean
  Cards cards(RecentlyViewed recentlyViewed, InstantSource clock) {
    return new Cards(recentlyViewed, clock);
  }

  @Bean
  Catalog catalog(
      Database desk,
      LookUps lookUps,
      RecentlyViewed recentlyViewed,
      NodeSignals signals,
      InstantSource clock) {
    return new Catalog(desk, lookUps, recentlyViewed, signals, clock);
  }

  @Bean
  DueWorker<LookUps.Due> catalogRefresher(
      LookUps lookUps,
      PlatformClients platforms,
      Lease lease,
      NodeSignals signals,
      InstantSource clock,
      MeterRegistry registry) {
    return new DueWorker<>(
        "catalog",
        new CatalogRefresher(lookUps, platforms, clock, registry),
        AtStop.LET_END,
        lease,
        signals,
        Topic.LOOK_UP,
        clock);
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

  @Bean
  AnswerCheck orderCheck(Catalog catalog) {
    return new OrderCheck(catalog);
  }

  @Bean
  ErasesCustomer catalogErasure() {
    return new CatalogErasure();
  }

  @Bean
  DisclosesCustomer catalogDisclosure(Database desk) {
    return new CatalogDisclosure(desk);
  }
}
