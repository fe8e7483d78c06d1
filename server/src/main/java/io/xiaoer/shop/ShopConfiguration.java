package io.xiaoer.shop;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.secret.Seal;
import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ShopConfiguration {

  @Bean
  static SettingsCheck shopsCheck() {
    return Shops::new;
  }

  @Bean
  ManagedShops deskShops(
      Database desk,
      Seal seal,
      Shops shops,
      NodeSignals signals,
      Settings settings,
      InstantSource clock) {
    return new ManagedShops(desk, seal, shops, signals, clock, settings.apiBaseUrls());
  }
}
