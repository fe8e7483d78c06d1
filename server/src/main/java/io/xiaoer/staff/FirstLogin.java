package io.xiaoer.staff;

import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints the generated password: at once, since it is kept nowhere, and again below everything else
 * that a start says, where it is seen. To standard output and not to the log, which is kept and
 * shipped elsewhere.
 */
class FirstLogin {
  private final AtomicReference<String> line = new AtomicReference<>("");

  void tell(String login) {
    System.out.println(login);
    line.set(login);
  }

  @EventListener
  @Order(Ordered.LOWEST_PRECEDENCE)
  void ready(ApplicationReadyEvent event) {
    String login = line.getAndSet("");
    if (!login.isEmpty()) {
      System.out.println(login);
    }
  }
}
