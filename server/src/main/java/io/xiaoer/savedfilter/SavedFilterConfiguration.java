package io.xiaoer.savedfilter;

import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SavedFilterConfiguration {

  @Bean
  SavedFilters savedFilters(Database desk, ChangeFeed changeFeed, InstantSource clock) {
    return new SavedFilters(desk, changeFeed, clock);
  }

  @Bean
  ResourceGate savedFilterGate(SavedFilters views) {
    return new ResourceGate(
        "/api/v1/views/",
        "view",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(views::find)
                .filter(view -> view.isSeenBy(caller.name()))
                .isPresent());
  }

  @Bean
  ErasesCustomer savedFilterErasure() {
    return new SavedFilterErasure();
  }
}
