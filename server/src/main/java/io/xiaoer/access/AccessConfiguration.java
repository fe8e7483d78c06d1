package io.xiaoer.access;

import io.xiaoer.api.ArgumentParameter;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.shop.Shops;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration {
  @Bean
  ArgumentParameter shopsOfACaller() {
    return new ArgumentParameter(ShopScope.class, "shop");
  }

  /** The gates are asked for late: features that are behind the door bring them. */
  @Bean
  WebMvcConfigurer authorization(ObjectProvider<ResourceGate> gates, Shops shops) {
    return new WebMvcConfigurer() {
      private final Supplier<AuthorizationInterceptor> keeper =
          SingletonSupplier.of(() -> new AuthorizationInterceptor(gates.stream().toList(), shops));

      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(keeper.get());
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(keeper.get());
      }
    };
  }
}
