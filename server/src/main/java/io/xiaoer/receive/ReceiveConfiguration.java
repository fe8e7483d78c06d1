package io.xiaoer.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.inbox.Inbox;
import io.xiaoer.shop.Shops;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiveConfiguration {

  @Bean
  ServletRegistrationBean<PushServlet> pushServlet(
      Shops shops, Inbox inbox, MeterRegistry registry) {
    var registration =
        new ServletRegistrationBean<>(new PushServlet(shops, inbox, registry), "/callback/*");
    registration.setLoadOnStartup(1);
    return registration;
  }
}
