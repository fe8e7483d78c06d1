package io.xiaoer.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.inbox.Inbox;
import io.xiaoer.quarantine.Quarantine;
import io.xiaoer.shop.Shops;
import java.time.InstantSource;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiveConfiguration {

  @Bean
  ServletRegistrationBean<PushServlet> pushServlet(
      Shops shops,
      Inbox inbox,
      Quarantine quarantine,
      InstantSource clock,
      MeterRegistry registry) {
    var registration =
        new ServletRegistrationBean<>(
            new PushServlet(shops, inbox, quarantine, clock, registry), "/callback/*");
    registration.setLoadOnStartup(1);
    return registration;
  }
}
