package io.xiaoer.staff;

import io.xiaoer.store.Lease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Whose last session is over is not online any more, on the node that holds the lease: nobody hands
 * a customer over to a chair that is empty.
 */
final class SessionEnds implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SessionEnds.class);

  private static final Duration EVERY = Duration.ofSeconds(5);

  private final People people;
  private final Lease lease;
  private volatile boolean running;
  private @Nullable Thread thread;

  SessionEnds(People people, Lease lease) {
    this.people = people;
    this.lease = lease;
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofVirtual().name("session-ends").start(this::run);
  }

  @Override
  public void stop() {
    running = false;
    Thread stopping = thread;
    thread = null;
    if (stopping != null) {
      stopping.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    try {
      while (running) {
        look();
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      if (lease.held()) {
        people.sendHomeWhoHasNoSession();
      }
    } catch (RuntimeException e) {
      if (running) {
        log.warn("staff: who has gone is shown as offline a little later: {}", e.toString());
      }
    }
  }
}
