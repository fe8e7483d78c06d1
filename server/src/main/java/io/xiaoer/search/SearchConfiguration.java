package io.xiaoer.search;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.conversation.MessageEmptied;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.store.Database;
import io.xiaoer.store.Storage;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SearchConfiguration {

  @Bean
  Index searchIndex(Storage storage) {
    return switch (storage) {
      case Storage.Embedded _ -> new SqliteIndex();
      case Storage.Postgres _ -> new PostgresIndex();
    };
  }

  @Bean
  Search search(Database desk, Index index, InstantSource clock) {
    return new Search(desk, index, clock);
  }

  @Bean
  Indexer searchIndexer(
      Database desk,
      Index index,
      EventLog log,
      NodeSignals signals,
      Lease lease,
      MeterRegistry registry) {
    return new Indexer(desk, index, log, signals, lease, registry);
  }

  @Bean
  MessageEmptied emptiedOutOfTheIndex(Index index) {
    return (jdbc, messageIds) -> messageIds.forEach(id -> index.remove(jdbc, id));
  }

  @Bean
  ErasesCustomer searchErasure(Database desk, Index index) {
    return new SearchErasure(desk, index);
  }
}
