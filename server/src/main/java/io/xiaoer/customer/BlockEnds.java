package io.xiaoer.customer;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.Blocks;
import io.xiaoer.store.Database;
import java.time.InstantSource;

/**
 * Ends blocks whose time is over, on the node that holds the lease, so that open browsers hear of
 * it. Whoever reads a conversation sees the end at its very moment, whether this has run or not.
 */
final class BlockEnds {
  private static final int AT_ONCE_MAX = 200;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final Lease lease;
  private final InstantSource clock;

  BlockEnds(Database database, ChangeFeed changeFeed, Lease lease, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.lease = lease;
    this.clock = clock;
  }

  /** Looks before it writes: most of the time there is nothing to end. */
  void endThoseOver() {
    if (!lease.held()) {
      return;
    }
    boolean any = database.read(jdbc -> Blocks.anyOver(jdbc, clock.instant()));
    if (any) {
      database.write(jdbc -> {
        lease.check(jdbc);
        return Blocks.endThoseOver(jdbc, clock.instant(), AT_ONCE_MAX);
      });
      changeFeed.announce();
    }
  }
}
