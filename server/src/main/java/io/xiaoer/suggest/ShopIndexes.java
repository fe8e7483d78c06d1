package io.xiaoer.suggest;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The indexes of the shops, each read from the table when it is first asked for and brought up to
 * date whenever it is. The one that nobody has asked for longest goes when all of them are too
 * much.
 */
final class ShopIndexes {
  private static final int ROWS_AT_ONCE = 2_000;

  /** So many rows that are gone are looked at in vain before an index is made anew. */
  private static final int GONE_MAX = 1_000;

  private static final Duration COUNTED_EVERY = Duration.ofMinutes(10);

  private final Database database;
  private final long bytesMax;
  private final Map<Key, ShopIndex> indexes = new LinkedHashMap<>(16, 0.75f, true);

  private final Map<Key, Long> countedAtNanos = new ConcurrentHashMap<>();

  /** {@code bytesMax}: of all together, but that one shop's may be more. */
  ShopIndexes(Database database, long bytesMax) {
    this.database = database;
    this.bytesMax = bytesMax;
  }

  /** {@code model}: empty for words. */
  private record Key(ShopId shop, String model) {}

  ShopIndex of(ShopId shop, String model) {
    Key key = new Key(shop, model);
    ShopIndex index;
    synchronized (indexes) {
      index = indexes.computeIfAbsent(key, _ -> empty(model));
    }
    ShopIndex fresh = refresh(key, index);
    synchronized (indexes) {
      indexes.put(key, fresh);
      long bytes = indexes.values().stream().mapToLong(ShopIndex::bytes).sum();
      while (bytes > bytesMax && indexes.size() > 1) {
        Map.Entry<Key, ShopIndex> eldest = indexes.entrySet().iterator().next();
        bytes -= eldest.getValue().bytes();
        indexes.remove(eldest.getKey());
      }
    }
    return fresh;
  }

  private static ShopIndex empty(String model) {
    return model.isEmpty() ? new WordIndex() : new MeaningIndex();
  }

  private ShopIndex refresh(Key key, ShopIndex index) {
    synchronized (index) { // One reads, and who comes meanwhile waits for it.
      readOn(key, index);
      if (!isDue(key)) {
        return index;
      }
      long there = database.read(jdbc -> SuggestionTable.findable(jdbc, key.shop, key.model));
      if (index.size() <= 2 * there + GONE_MAX) {
        return index;
      }
    }
    ShopIndex anew = empty(key.model);
    readOn(key, anew);
    return anew;
  }

  /** To count the rows of a table takes longer than to look through the index. */
  private boolean isDue(Key key) {
    long now = System.nanoTime();
    Long before = countedAtNanos.get(key);
    if (before != null && now - before < COUNTED_EVERY.toNanos()) {
      return false;
    }
    countedAtNanos.put(key, now);
    return true;
  }

  private void readOn(Key key, ShopIndex index) {
    int read;
    do {
      List<SuggestionTable.Placed> rows = new ArrayList<>();
      long after = index.place(); // Not in the work, which is another thread's.
      database.read(jdbc -> {
        SuggestionTable.placed(jdbc, key.shop, key.model, after, ROWS_AT_ONCE, rows::add);
        return true;
      });
      rows.forEach(row -> index.add(row.place(), row.id(), row.encoded()));
      read = rows.size();
    } while (read == ROWS_AT_ONCE);
  }

  /** For the measurements. */
  long bytes() {
    synchronized (indexes) {
      return indexes.values().stream().mapToLong(ShopIndex::bytes).sum();
    }
  }

  void clear() {
    synchronized (indexes) {
      indexes.clear();
      countedAtNanos.clear();
    }
  }
}
