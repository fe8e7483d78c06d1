package io.xiaoer.desk;

import io.xiaoer.conversation.Changes;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.settings.Version;
import io.xiaoer.staff.Staff;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class DeskConfiguration {
  private static final String WEB_ROOT = "classpath:/META-INF/resources/";

  @Bean
  LiveFeed liveFeed(Changes changes, Conversations conversations) {
    return new LiveFeed(changes, conversations);
  }

  @Bean
  LiveHandler liveHandler(LiveFeed feed, Staff staff, Version version, InstantSource clock) {
    return new LiveHandler(feed, staff, version, clock);
  }

  @Bean
  WebSocketConfigurer live(LiveHandler handler) {
    // Pages of other sites are refused at the door like all they send. The check that comes with
    // the
    // handler compares the scheme too, and would refuse our own page behind a proxy that speaks
    // TLS.
    return registry ->
        registry
            .addHandler(handler, "/api/v1/live")
            .addInterceptors(handler)
            .setAllowedOriginPatterns("*");
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
        registry.addViewController("/c/{id}").setViewName("forward:/index.html");
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
            .setCacheControl(CacheControl.noCache());
      }
    };
  }
}
