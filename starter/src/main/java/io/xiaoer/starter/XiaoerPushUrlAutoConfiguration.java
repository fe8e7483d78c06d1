package io.xiaoer.starter;

import io.xiaoer.starter.inbox.MessageInbox;
import jakarta.servlet.http.HttpServlet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/** Puts the push URL into a web application that has an inbox. */
@AutoConfiguration(after = XiaoerAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(MessageInbox.class)
public class XiaoerPushUrlAutoConfiguration {
  /** For Spring. */
  public XiaoerPushUrlAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean(name = "xiaoerPushServlet")
  ServletRegistrationBean<HttpServlet> xiaoerPushServlet(
      XiaoerProperties properties, MessageInbox inbox, ObjectProvider<PushListener> listeners) {
    PushListener listener = listeners.getIfUnique();
    ServletRegistrationBean<HttpServlet> servlet =
        new ServletRegistrationBean<>(
            new PushServlet(properties, inbox, listener == null ? PushListener.NONE : listener),
            PushServlet.PATH + "/*");
    servlet.setLoadOnStartup(1);
    return servlet;
  }
}
