package io.xiaoer.audit;

import io.xiaoer.store.Database;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

  @Bean
  Audit audit(Database desk) {
    return new Audit(desk);
  }
}
