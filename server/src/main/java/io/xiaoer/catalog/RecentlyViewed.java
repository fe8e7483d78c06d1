package io.xiaoer.catalog;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Items that somebody was shown and that are old or unknown. Reading a page only puts them here;
 * they are written down afterwards. What a crash or a full set loses is shown again some day.
 */
final class RecentlyViewed {
  private static final int ITEMS_MAX = 1_000;
  private static final Duration IDLE_MAX = Duration.ofMinutes(1);

  private final Set<Item> items = ConcurrentHashMap.newKeySet();
  private final WakeUp added = new WakeUp();
  private final LookUps lookUps;
  private final NodeSignals signals;
  private final InstantSource clock;

  RecentlyViewed(LookUps lookUps, NodeSignals signals, InstantSource clock) {
    this.lookUps = lookUps;
    this.signals = signals;
    this.clock = clock;
  }

  void add(Item item) {
    if (items.size() < ITEMS_MAX && items.add(item)) {
      added.raise();
    }
  }

  /** Waits for items and writes them down; a step of a worker, on every node. */
  void writeNext() throws InterruptedException {
    added.await(IDLE_MAX);
    List<Item> taken = List.copyOf(items);
    if (!taken.isEmpty()) {
      taken.forEach(items::remove);
      lookUps.askShown(taken, clock.instant());
      signals.ring(Topic.LOOK_UP);
    }
  }
}
