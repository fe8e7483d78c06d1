package io.xiaoer.autoreply;

import io.xiaoer.access.ResourceGate;
import io.xiaoer.api.RequestParams;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AutoReplyConfiguration {
  @Bean
  RuleTable automaticReplyRules(
      Database desk, ChangeFeed changeFeed, NodeSignals signals, InstantSource clock) {
    return new RuleTable(desk, changeFeed, signals, clock);
  }

  /** An id may also be the name of one of the other addresses there, which have none. */
  @Bean
  ResourceGate automaticReplyGate(RuleTable rules) {
    return new ResourceGate(
        "/api/v1/automatic-replies/",
        "rule",
        (caller, id) ->
            RequestParams.number(id)
                .flatMap(rules::find)
                .filter(rule -> {
                  ShopId shop = rule.shop();
                  return shop == null || caller.sees(shop);
                })
                .isPresent());
  }
}
