package io.xiaoer.staff;

import io.xiaoer.settings.LocalUrl;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints the link by which the first account is made, below everything else that a start says. To
 * standard output and not to the log, which is kept and shipped elsewhere. The secret stands behind
 * the #, so that no browser sends it with the address and no proxy writes it down.
 */
class SetUpLine {
  private final FirstAdministrator first;
  private final @Nullable InetAddress address;

  SetUpLine(FirstAdministrator first, @Nullable InetAddress address) {
    this.first = first;
    this.address = address;
  }

  @EventListener
  @Order(Ordered.LOWEST_PRECEDENCE)
  void ready(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof WebServerApplicationContext context
        && context.getWebServer() != null) {
      int port = context.getWebServer().getPort();
      first
          .newLink()
          .ifPresent(secret ->
              System.out.println(
                  "Set up: %s#%s (once, within %s minutes)"
                      .formatted(
                          LocalUrl.of(address, port).resolve("/set-up"),
                          secret,
                          FirstAdministrator.LINK_LENGTH.toMinutes())));
    }
  }
}
