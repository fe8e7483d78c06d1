package io.xiaoer.starter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Shows the inbox in the application's health where there is Spring Boot's actuator. */
@AutoConfiguration(after = XiaoerAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(RecentState.class)
public class XiaoerHealthAutoConfiguration {
  /** For Spring. */
  public XiaoerHealthAutoConfiguration() {}

  @Bean
  @ConditionalOnEnabledHealthIndicator("xiaoer-inbox") // not at the class: it may be absent
  @ConditionalOnMissingBean(name = "xiaoerInboxHealthIndicator")
  HealthIndicator xiaoerInboxHealthIndicator(RecentState recent) {
    return new InboxHealth(recent);
  }
}
