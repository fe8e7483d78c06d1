package io.xiaoer.secondfactor;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SecondFactorConfiguration {

  @Bean
  FactorTable factorTable(Database desk, Seal seal, InstantSource clock) {
    return new FactorTable(desk, seal, clock);
  }
}
