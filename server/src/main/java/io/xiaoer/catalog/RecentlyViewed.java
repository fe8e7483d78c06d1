package io.xiaoer.catalog;

import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Items that somebody was shown and that are old or unknown. Reading a page only puts them here;
 * they are written down afterwards. What a crash or a full set loses is shown again some day.
 */
final class RecentlyViewed {
  private static final int ITEMS_MAX = 1_000;

  private final Set<Item> items = ConcurrentHashMap.newKeySet();
  private final Bells bells;

  Shown(Bells bells) {
    this.bells = bells;
  }

  void add(Item item) {
    if (items.size() < ITEMS_MAX && items.add(item)) {
      bells.ring(Topic.LOOK_UP);
    }
  }

  /** What was there; it is no longer afterwards. */
  List<Item> take() {
    List<Item> taken = List.copyOf(items);
    taken.forEach(items::remove);
    return taken;
  }
}
