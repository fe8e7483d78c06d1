package io.xiaoer.starter.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Has handlers called for what waits in a {@link JdbcMessageInbox}: one thread looks for lanes that
 * are due, at every push of this instance and once in {@link Options#poll}; some others work, each
 * on one lane at a time; one says now and then that they do.
 */
public final class InboxWorkers implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(InboxWorkers.class);

  /** So that a customer with a hundred messages does not keep a thread from all others. */
  private static final int IN_A_ROW_MAX = 20;

  /** Of the time of a claim. */
  private static final int RENEWALS = 3;

  private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(2);

  /** It may be waiting for a database that others write to. */
  private static final Duration LOOK_ENDS_WITHIN = Duration.ofSeconds(5);

  private final JdbcMessageInbox inbox;
  private final InboxHandlers handlers;
  private final Options options;
  private final Semaphore free;
  private final Semaphore news = new Semaphore(0);
  private final Set<Claim> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private volatile boolean cutOff;
  private boolean troubled;
  private @Nullable Thread looking;
  private @Nullable ExecutorService working;
  private @Nullable ScheduledExecutorService renewing;

  /**
   * How they work.
   *
   * @param workers handlers at once in this instance; each takes one connection of the pool, and
   *     pushes need some, too
   * @param poll how soon what another instance has left is seen, and what is to be tried again
   * @param stopWithin how long a stop waits for handlers; then they are interrupted
   */
  public record Options(int workers, Duration poll, Duration stopWithin) {
    /** Four, every second, 20 seconds. */
    public static final Options STANDARD =
        new Options(4, Duration.ofSeconds(1), Duration.ofSeconds(20));

    /**
     * Options of one's own.
     *
     * @throws IllegalArgumentException when there is no worker
     */
    public Options {
      if (workers < 1) {
        throw new IllegalArgumentException("workers: " + workers + " (expected: 1 or more)");
      }
    }
  }

  /**
   * Workers for one inbox, which work from {@link #start} on.
   *
   * @param events null when there is no handler for events
   */
  public InboxWorkers(
      JdbcMessageInbox inbox,
      KfMessageHandler messages,
      @Nullable ShopEventHandler events,
      Options options) {
    this.inbox = inbox;
    this.options = options;
    handlers = new InboxHandlers(messages, events);
    free = new Semaphore(options.workers());
  }

  @Override
  public synchronized void start() {
    if (running) {
      return;
    }
    running = true;
    cutOff = false;
    working = Executors.newFixedThreadPool(options.workers(), threads("xiaoer-inbox-"));
    ScheduledExecutorService renewals =
        Executors.newSingleThreadScheduledExecutor(threads("xiaoer-inbox-claims-"));
    long every = Math.max(1, inbox.claimTime().toMillis() / RENEWALS);
    var unused = renewals.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
    renewing = renewals;
    Thread thread = threads("xiaoer-inbox-look-").newThread(() -> look(working()));
    looking = thread;
    inbox.onStored(this::raise);
    thread.start();
  }

  private ExecutorService working() {
    ExecutorService pool = working;
    if (pool == null) {
      throw new IllegalStateException("not started");
    }
    return pool;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Lets handlers end; those that do not are interrupted, and their messages come again. */
  @Override
  public synchronized void stop() {
    if (!running) {
      return;
    }
    running = false;
    raise();
    Thread look = looking;
    ExecutorService pool = working;
    ScheduledExecutorService renewals = renewing;
    if (look == null || pool == null || renewals == null) {
      return;
    }
    long until = System.nanoTime() + options.stopWithin().toNanos();
    try {
      look.join(Math.max(1, options.stopWithin().toMillis()));
      pool.shutdown();
      if (!pool.awaitTermination(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        cutOff = true;
        pool.shutdownNow();
        if (!pool.awaitTermination(TROUBLE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          log.warn("inbox: {} handlers do not end; their messages come again", underWay.size());
        }
      }
      look.join(LOOK_ENDS_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cutOff = true;
      pool.shutdownNow();
    } finally {
      renewals.shutdownNow();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void raise() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private void look(ExecutorService pool) {
    while (running) {
      try {
        int room = free.availablePermits();
        List<Claim> claims = room == 0 ? List.of() : inbox.claim(room);
        for (Claim claim : claims) {
          hand(claim, pool);
        }
        if (troubled) {
          troubled = false;
          log.info("inbox: the database answers again");
        }
        if (room == 0 || claims.size() < room) {
          boolean unused = news.tryAcquire(options.poll().toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!running || !pauseAfter(e)) {
          return;
        }
      }
    }
  }

  private void hand(Claim claim, ExecutorService pool) throws InterruptedException {
    free.acquire();
    underWay.add(claim);
    try {
      pool.execute(() -> work(claim));
    } catch (RejectedExecutionException stopping) {
      underWay.remove(claim);
      free.release();
      inbox.putBack(claim);
    }
  }

  /** False when interrupted. */
  private boolean pauseAfter(RuntimeException trouble) {
    if (!troubled) {
      troubled = true;
      log.error("inbox: cannot look for messages, trying again every {}", TROUBLE_PAUSE, trouble);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(TROUBLE_PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void work(Claim first) {
    Claim claim = first;
    try {
      for (int row = 1; claim != null; row++) {
        Claim done = claim;
        boolean handled = attempt(done);
        claim = handled ? inbox.next(done, running && row < IN_A_ROW_MAX).orElse(null) : null;
        if (claim != null) {
          underWay.add(claim);
        }
        underWay.remove(done);
      }
    } catch (RuntimeException e) {
      // The lane is taken up again when its claim ends.
      log.error("inbox: what became of {} cannot be noted, it comes again", claim, e);
    } finally {
      if (claim != null) {
        underWay.remove(claim);
      }
      free.release();
      raise();
    }
  }

  /** False when the lane is not this one's any more. */
  private boolean attempt(Claim claim) {
    Claim.Row row = claim.row();
    Instant began = inbox.instant();
    try {
      inbox.handle(claim, () -> handlers.call(row));
    } catch (JdbcMessageInbox.ClaimLost e) {
      log.warn("inbox: {}; what this one did with it is rolled back", e.getMessage());
      return false;
    } catch (JdbcMessageInbox.HandlerFailed e) {
      return failed(claim, e.getCause() == null ? e : e.getCause());
    } catch (Throwable e) {
      return failed(claim, e);
    }
    Instant ended = inbox.instant();
    inbox
        .listener()
        .handled(
            row.shop(),
            Duration.between(began, ended),
            Duration.between(Instant.ofEpochMilli(row.receivedAt()), ended));
    return true;
  }

  private boolean failed(Claim claim, Throwable cause) {
    if (cutOff) {
      boolean unused = Thread.interrupted(); // for the database, which is still to be told
      inbox.putBack(claim);
      return false;
    }
    int attempt = claim.row().attempt();
    JdbcMessageInbox.Failed failed = inbox.failed(claim, cause.toString());
    if (failed instanceof JdbcMessageInbox.Failed.Again again) {
      log.warn(
          "inbox: attempt {} with {} failed, trying again in {}",
          attempt,
          claim,
          again.pause(),
          cause);
    } else {
      log.error("inbox: {} is a dead letter after {} attempts", claim, attempt, cause);
    }
    return false;
  }

  private void renew() {
    try {
      inbox.renew(List.copyOf(underWay));
    } catch (RuntimeException e) {
      log.warn("inbox: claims cannot be renewed: {}", e.toString());
    }
  }
}
