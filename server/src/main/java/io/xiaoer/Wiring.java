package io.xiaoer;

import io.xiaoer.settings.Settings;
import io.xiaoer.settings.Version;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.SqliteDatabase;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the features share: the clock, the data folder, the desk's database. */
@Configuration(proxyBeanMethods = false)
class Wiring {

  /** The only place that reads the wall clock. */
  @Bean
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Bean
  Version version() {
    return RunningVersion.read();
  }

  @Bean
  DataFolder dataFolder(Settings settings) {
    return DataFolder.open(settings.dataDir());
  }

  @Bean
  Database desk(DataFolder folder) {
    return SqliteDatabase.open(folder.file("desk.db"), "db/desk");
  }

  /** Filters are for the desk; the push URL is a plain servlet with nothing before it. */
  @Bean
  static BeanPostProcessor filtersStayOffThePushPath() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof AbstractFilterRegistrationBean<?> filter) {
          filter.setUrlPatterns(
              List.of(
                  "/api/*",
                  "/actuator/*",
                  "/assets/*",
                  "/c/*",
                  "/login",
                  "/index.html",
                  "/favicon.svg",
                  "/error",
                  ""));
        }
        return bean;
      }
    };
  }
}
