package io.xiaoer.key;

import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

  @Bean
  ApiKeyBook apiKeyBook(Database desk, InstantSource clock) {
    return new ApiKeyBook(desk, clock);
  }
}
