package io.xiaoer.receive;

import io.xiaoer.inbox.Inbox;
import io.xiaoer.shop.Shops;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReceiveConfiguration {

  @Bean
  ServletRegistrationBean<PushServlet> pushServlet(Shops shops, Inbox inbox) {
    var registration = new ServletRegistrationBean<>(new PushServlet(shops, inbox), "/callback/*");
    registration.setLoadOnStartup(1);
    return registration;
  }
}
