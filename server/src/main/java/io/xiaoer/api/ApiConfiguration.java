package io.xiaoer.api;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class ApiConfiguration {
  /** Behind the bounds on bodies and requests, and before all that reads a parameter. */
  private static final int EARLY = Ordered.HIGHEST_PRECEDENCE + 10;

  /** Strangers do not come that far; before the gates, so that the answer is one for all ids. */
  private static final int BEFORE_GATES = -1;

  @Bean
  FilterRegistrationBean<QueryEncoding> queryEncoding() {
    var registration = new FilterRegistrationBean<>(new QueryEncoding());
    registration.setOrder(EARLY);
    return registration;
  }

  @Bean
  KnownParameters knownParameters(List<ArgumentParameter> ofArguments) {
    return new KnownParameters(
        ofArguments.stream()
            .collect(Collectors.toMap(ArgumentParameter::type, ArgumentParameter::name)));
  }

  @Bean
  WebMvcConfigurer refusesUnknownParameters(KnownParameters known) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(known).order(BEFORE_GATES);
      }
    };
  }
}
