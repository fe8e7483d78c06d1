package io.xiaoer;

import io.xiaoer.settings.Version;
import io.xiaoer.shop.Shops;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** The first line an operator looks for: what runs, where, and for which shops. */
@Component
class ReadyLine {
  private static final Logger log = LoggerFactory.getLogger(ReadyLine.class);

  private final Version version;
  private final Shops shops;

  ReadyLine(Version version, Shops shops) {
    this.version = version;
    this.shops = shops;
  }

  @EventListener
  @Order(Ordered.HIGHEST_PRECEDENCE) // what is said once more comes below it
  void ready(ApplicationReadyEvent event) {
    Duration taken = event.getTimeTaken();
    int port =
        event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null
            ? context.getWebServer().getPort()
            : 0;
    log.info(
        "xiaoer {} is ready on port {} after {} ms; push URLs: {}",
        version.text(),
        port,
        taken == null ? 0 : taken.toMillis(),
        shops.all().isEmpty()
            ? "none, no shop is configured"
            : shops.all().stream()
                .map(shop -> "/callback/" + shop.id())
                .collect(Collectors.joining(", ")));
    if (!FatalErrors.endsWhenOutOfMemory()) {
      log.warn(
          "this JVM lives on when it is out of memory, and may then take no more pushes: start it"
              + " with -XX:+ExitOnOutOfMemoryError, by something that starts it again");
    }
  }
}
