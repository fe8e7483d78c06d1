package io.xiaoer.assist;

import io.xiaoer.outbound.StreamedCalls;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AssistConfiguration {
  @Bean
  ModelClient modelClient(StreamedCalls calls) {
    return new ModelClient(calls, ModelClient.LIMITS);
  }
}
