package io.xiaoer.telemetry;

import io.xiaoer.settings.SettingsCheck;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Without a collector this is all that there is; the rest is in {@link OtlpConfiguration}. */
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {
  @Bean
  static SettingsCheck telemetryCheck() {
    return settings -> {
      if (settings.telemetry().otlp() != null) {
        OtlpSettings.of(settings);
      }
    };
  }

  @Bean
  @ConditionalOnProperty(
      name = OtlpConfiguration.ENDPOINT,
      havingValue = "false",
      matchIfMissing = true)
  Traces traces() {
    return Traces.OFF;
  }
}
