package io.xiaoer.masking;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.store.Database;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MaskingConfiguration {

  @Bean
  Masking masking(Database desk, NodeSignals signals, InstantSource clock) {
    return new Masking(desk, signals, clock);
  }
}
