package io.xiaoer.customer;

import io.xiaoer.conversation.Blocks;
import io.xiaoer.conversation.Changes;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends blocks whose time is over, on the node that holds the lease, so that open browsers hear of
 * it. Whoever reads a conversation sees the end at its very moment, whether this has run or not.
 */
final class BlockEnds implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(BlockEnds.class);

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int AT_ONCE_MAX = 200;

  private final Database database;
  private final Changes changes;
  private final Lease lease;
  private final InstantSource clock;
  private volatile boolean running;
  private @Nullable Thread thread;

  BlockEnds(Database database, Changes changes, Lease lease, InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.lease = lease;
    this.clock = clock;
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofVirtual().name("block-ends").start(this::run);
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
    while (running) {
      try {
        if (lease.held()) {
          endThoseOver();
        }
        Thread.sleep(EVERY);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!running) {
          return;
        }
        log.warn("customer: blocks that are over end a little later: {}", e.toString());
        if (!slept()) {
          return;
        }
      }
    }
  }

  /** Looks before it writes: most of the time there is nothing to end. */
  private void endThoseOver() {
    boolean any = database.read(jdbc -> Blocks.anyOver(jdbc, clock.instant()));
    if (any) {
      database.write(jdbc -> {
        lease.check(jdbc);
        return Blocks.endThoseOver(jdbc, clock.instant(), AT_ONCE_MAX);
      });
      changes.announce();
    }
  }

  private static boolean slept() {
    try {
      Thread.sleep(EVERY);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
