package io.xiaoer.apikey;

import io.xiaoer.staff.Revocations;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ApiKeyConfiguration {

  @Bean
  ApiKeys storedApiKeys(Database desk, Revocations revocations, InstantSource clock) {
    return new ApiKeys(desk, revocations, clock);
  }
}
