package io.xiaoer.desk;

import java.time.Duration;
import org.springframework.boot.web.server.MimeMappings;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class DeskConfiguration {
  private static final String WEB_ROOT = "classpath:/META-INF/resources/";

  /** What phones read when they install the page. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> manifestType() {
    MimeMappings types = new MimeMappings();
    types.add("webmanifest", "application/manifest+json");
    return factory -> factory.addMimeMappings(types);
  }

  /**
   * The page's addresses all give the one page; its parts have the hash of their content in the
   * name.
   */
  @Bean
  WebMvcConfigurer pages() {
    return new WebMvcConfigurer() {
      @Override
      public void addViewControllers(ViewControllerRegistry registry) {
        registry.addViewController("/").setViewName("forward:/index.html");
        registry.addViewController("/login").setViewName("forward:/index.html");
        registry.addViewController("/set-up").setViewName("forward:/index.html");
        registry.addViewController("/c/{id}").setViewName("forward:/index.html");
        registry.addViewController("/search").setViewName("forward:/index.html");
        registry.addViewController("/after-sales").setViewName("forward:/index.html");
        registry.addViewController("/board").setViewName("forward:/index.html");
        registry.addViewController("/reports").setViewName("forward:/index.html");
        registry.addViewController("/reports/{page}").setViewName("forward:/index.html");
        registry.addViewController("/admin").setViewName("forward:/index.html");
        registry.addViewController("/admin/{page}").setViewName("forward:/index.html");
      }

      @Override
      public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry
            .addResourceHandler("/assets/**")
            .addResourceLocations(WEB_ROOT + "assets/")
            .setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
        registry
            .addResourceHandler("/**")
            .addResourceLocations(WEB_ROOT)
            .setUseLastModified(false)
            .setEtagGenerator(new ContentTag())
            .setCacheControl(CacheControl.noCache());
      }
    };
  }
}
