package io.xiaoer.apikey;

import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ApiKeyConfiguration {

  @Bean
  ApiKeyBook apiKeyBook(Database desk, InstantSource clock) {
    return new ApiKeyBook(desk, clock);
  }
}
