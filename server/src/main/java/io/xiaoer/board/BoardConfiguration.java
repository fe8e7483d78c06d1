package io.xiaoer.board;

import io.xiaoer.hours.ShopHours;
import io.xiaoer.shop.Shops;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class BoardConfiguration {
  @Bean
  Board board(Database desk, Shops shops, ShopHours hours, InstantSource clock) {
    return new Board(desk, shops, hours, clock);
  }
}
