package io.xiaoer.savedfilter;

import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SavedFilterConfiguration {

  @Bean
  SavedViews savedViews(Database desk, Changes changes, InstantSource clock) {
    return new SavedViews(desk, changes, clock);
  }
}
