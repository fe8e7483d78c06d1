package io.xiaoer.shop;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.secret.Seal;
import io.xiaoer.settings.Settings;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ShopConfiguration {

  @Bean
  DeskShops deskShops(
      Database desk, Seal seal, Shops shops, Bells bells, Settings settings, InstantSource clock) {
    return new DeskShops(desk, seal, shops, bells, clock, settings.apiBaseUrls());
  }
}
