package io.xiaoer.duework;

import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.store.SeldomLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Has due work done on the node that holds the lease: looks when something is signalled or falls
 * due, and runs each attempt in a virtual thread.
 *
 * @param <T> one piece of work
 */
public final class DueWorker<T> implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(DueWorker.class);

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration OFF_DUTY = Duration.ofSeconds(2);
  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);

  /** What a stop does with attempts under way. */
  public enum AtStop {
    /** They are short, and to cut them off would leave a doubt. */
    LET_END(Duration.ofSeconds(15)),
    /** They may be long, and are repeated without harm. */
    BREAK_OFF(Duration.ofSeconds(5));

    private final Duration within;

    AtStop(Duration within) {
      this.within = within;
    }
  }

  private final SeldomLog unread = SeldomLog.errors(log);
  private final SeldomLog failed = SeldomLog.errors(log);
  private final String name;
  private final DueWork<T> work;
  private final AtStop atStop;
  private final Lease lease;
  private final InstantSource clock;
  private final WakeUp wakeUp = new WakeUp();
  private volatile boolean running;
  private @Nullable Thread loop;
  private @Nullable ExecutorService attempts;

  /**
   * @param name for the log and of the threads
   * @param topic rung when there is new work
   */
  public DueWorker(
      String name,
      DueWork<T> work,
      AtStop atStop,
      Lease lease,
      NodeSignals signals,
      Topic topic,
      InstantSource clock) {
    this.name = name;
    this.work = work;
    this.atStop = atStop;
    this.lease = lease;
    this.clock = clock;
    signals.onRing(topic, _ -> wakeUp.raise());
  }

  @Override
  public void start() {
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 1).factory());
    attempts = executor;
    running = true; // before the thread, which would else see itself stopped
    loop = Thread.ofVirtual().name(name).start(() -> run(executor));
  }

  @Override
  public void stop() {
    Thread looking = loop;
    ExecutorService ending = attempts;
    if (looking == null || ending == null) {
      return;
    }
    running = false;
    loop = null;
    attempts = null;
    wakeUp.raise();
    try {
      // It is not interrupted: what a look has begun is handed on to its attempts.
      looking.join(atStop.within);
      work.stopping();
      if (atStop == AtStop.LET_END) {
        ending.shutdown();
      } else {
        ending.shutdownNow();
      }
      if (!ending.awaitTermination(atStop.within.toSeconds(), TimeUnit.SECONDS)) {
        log.warn(
            "{}: some attempts did not finish before shutdown; they are retried at the next start",
            name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      looking.interrupt();
      ending.shutdownNow();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run(ExecutorService executor) {
    boolean tookOver = false;
    while (running) {
      try {
        if (!lease.held()) {
          tookOver = false;
          lease.await(OFF_DUTY);
          continue;
        }
        if (!tookOver) {
          work.takeOver();
          tookOver = true;
        }
        Instant looked = clock.instant();
        begin(work.admit(looked), executor);
        wakeUp.await(pause(looked));
      } catch (InterruptedException e) {
        return;
      } catch (Lease.Lost e) {
        log.info("{}: {}", name, e.getMessage());
      } catch (RuntimeException e) {
        if (running) {
          unread.say(
              "%s: due work cannot be read, retrying in %s".formatted(name, TROUBLE_PAUSE), e);
          pauseAfterTrouble();
        }
      }
    }
  }

  private void begin(List<T> admitted, ExecutorService executor) {
    admitted.forEach(piece -> executor.execute(() -> attempt(piece)));
  }

  private Duration pause(Instant looked) {
    Duration pause = Duration.between(clock.instant(), work.nextLook(looked));
    return pause.compareTo(IDLE_MAX) > 0 ? IDLE_MAX : pause;
  }

  private void attempt(T piece) {
    try {
      work.attempt(piece);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Lease.Lost e) {
      log.info("{}: {} is left to the node that took over", name, piece);
    } catch (RuntimeException e) {
      if (running) {
        failed.say("%s: %s failed, retrying in %s".formatted(name, piece, TROUBLE_PAUSE), e);
        pauseAfterTrouble();
      }
    } finally {
      work.leave(piece);
      wakeUp.raise();
    }
  }

  private static void pauseAfterTrouble() {
    try {
      Thread.sleep(TROUBLE_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
