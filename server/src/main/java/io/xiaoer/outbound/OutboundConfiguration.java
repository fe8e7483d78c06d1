package io.xiaoer.outbound;

import io.xiaoer.settings.Settings;
import io.xiaoer.settings.SettingsCheck;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutboundConfiguration {
  @Bean
  static SettingsCheck outboundCheck() {
    return AddressGuard::allowed;
  }

  @Bean
  AddressGuard addressGuard(Settings settings) {
    return new AddressGuard(AddressGuard.allowed(settings));
  }

  @Bean
  Calls outboundCalls(AddressGuard guard) {
    return new Calls(guard);
  }

  @Bean
  StreamedCalls streamedCalls(AddressGuard guard) {
    return new StreamedCalls(guard);
  }
}
