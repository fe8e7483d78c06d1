package io.xiaoer.bench.peer;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;

/** What all peers are started with: the HTTP side is that of the server they stand beside. */
final class PeerProperties {
  private PeerProperties() {}

  static void run(Class<?> application) {
    SpringApplication spring = new SpringApplication(application);
    spring.setBannerMode(Banner.Mode.OFF);
    spring.setDefaultProperties(
        Map.of(
            "spring.threads.virtual.enabled", "true",
            "server.address", "127.0.0.1",
            // Tomcat would close each connection after 100 requests; the server does not either.
            "server.tomcat.max-keep-alive-requests", "-1",
            "server.tomcat.keep-alive-timeout", "60s",
            "server.tomcat.connection-timeout", "10s",
            "server.tomcat.processor-cache", "512",
            "logging.level.root", "warn"));
    spring.run();
  }
}
