package io.xiaoer.hours;

import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HoursConfiguration {
  @Bean
  Calendars calendars(Database desk, InstantSource clock) {
    return new Calendars(desk, clock);
  }

  @Bean
  ShopHours shopHours(Database desk, Calendars calendars, InstantSource clock) {
    return new ShopHours(desk, calendars, clock);
  }
}
