package io.xiaoer.shopadmin;

import io.xiaoer.access.ResourceGate;
import io.xiaoer.shop.Shops;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ShopAdminConfiguration {
  @Bean
  ResourceGate shopGate(Shops shops) {
    return ResourceGate.ofShops("/api/v1/shops/", shops);
  }
}
