package io.xiaoer.cluster;

import io.xiaoer.store.SeldomLog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the same step again and again on a thread of its own, from the start of the server to its
 * stop. The step itself waits for what there is to do.
 *
 * <p>No trouble ends it: a step that fails is told, seldom, and made again after a pause that
 * doubles with each failure. A stop interrupts the step, and what that throws is no trouble.
 */
public final class Worker implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private static final Duration PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  /** A step that does not hear the interrupt is left behind. */
  private static final Duration STOP_MAX = Duration.ofSeconds(5);

  /** What is made again and again. */
  @FunctionalInterface
  public interface Step {
    void make() throws InterruptedException;
  }

  private final SeldomLog failed = SeldomLog.errors(log);
  private final String name;
  private final String trouble;
  private final Step step;
  private volatile boolean running;
  private @Nullable Thread thread;

  /**
   * @param name of the thread
   * @param trouble for the log, what it means that a step has failed: "search: the index stands
   *     still"
   */
  public Worker(String name, String trouble, Step step) {
    this.name = name;
    this.trouble = trouble;
    this.step = step;
  }

  @Override
  public void start() {
    running = true; // before the thread, which would else see itself stopped
    thread = Thread.ofVirtual().name(name).start(this::run);
  }

  @Override
  public void stop() {
    running = false;
    Thread stopping = thread;
    thread = null;
    if (stopping != null) {
      stopping.interrupt();
      try {
        stopping.join(STOP_MAX);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    Duration pause = PAUSE_MIN;
    while (running) {
      try {
        step.make();
        pause = PAUSE_MIN;
      } catch (InterruptedException e) {
        return;
      } catch (Lease.Lost e) {
        log.info("{}: {}", name, e.getMessage());
        if (!slept(PAUSE_MIN)) { // until the lease, too, has seen it
          return;
        }
      } catch (RuntimeException e) {
        if (!running) {
          return;
        }
        failed.say("%s, tries again in %s".formatted(trouble, pause), e);
        if (!slept(pause)) {
          return;
        }
        pause = doubled(pause);
      }
    }
  }

  private static Duration doubled(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : doubled;
  }

  private static boolean slept(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
