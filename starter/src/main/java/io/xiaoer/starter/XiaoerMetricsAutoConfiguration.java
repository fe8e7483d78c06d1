package io.xiaoer.starter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Counts pushes and messages where there is a registry of Micrometer. */
@AutoConfiguration(
    after = XiaoerAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MeterRegistry.class, RecentState.class})
public class XiaoerMetricsAutoConfiguration {
  /** For Spring. */
  public XiaoerMetricsAutoConfiguration() {}

  @Bean
  XiaoerMetrics xiaoerMetrics(MeterRegistry registry) {
    return new XiaoerMetrics(registry);
  }

  @Bean
  MeterBinder xiaoerInboxGauges(RecentState recent) {
    return XiaoerMetrics.gauges(recent);
  }
}
