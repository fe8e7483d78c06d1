package io.xiaoer.autoreply;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rules that are switched on, in memory. Whether a shop has any costs a look at a list; a
 * signal of a change is a reason to read, and one that was missed costs some seconds.
 */
final class EnabledRules {
  private static final Duration AGE_MAX = Duration.ofSeconds(10);

  private final Database database;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Known known;

  EnabledRules(Database database, NodeSignals signals) {
    this.database = database;
    signals.onRing(Topic.AUTOMATIC_REPLY, _ -> changes.incrementAndGet());
  }

  /** A rule as it was when it was read. */
  private record Stamp(long id, long revision) {}

  /** As of so many changes. */
  private record Known(List<Stamp> stamps, List<Rule> rules, long changes, long untilNanos) {
    static Known of(List<Rule> rules, long changes) {
      return new Known(
          rules.stream().map(rule -> new Stamp(rule.id(), rule.revision())).toList(),
          rules,
          changes,
          System.nanoTime() + AGE_MAX.toNanos());
    }
  }

  boolean anyFor(ShopId shop) {
    return recent().stream().anyMatch(rule -> rule.isFor(shop));
  }

  boolean anyFor(ShopId shop, Rule.Trigger trigger) {
    return recent().stream().anyMatch(rule -> rule.trigger() == trigger && rule.isFor(shop));
  }

  private List<Rule> recent() {
    long asOf = changes.get();
    Known present = known;
    if (present == null || present.changes != asOf || present.untilNanos - System.nanoTime() <= 0) {
      present = Known.of(database.read(RuleTable::enabled), asOf);
      known = present;
    }
    return present.rules;
  }

  /** Those of a shop as they are now, in the caller's transaction. */
  List<Rule> of(JdbcClient jdbc, ShopId shop) {
    Known present = known;
    List<Stamp> stamps =
        jdbc.sql("SELECT id, revision FROM automatic_reply WHERE enabled = 1 ORDER BY id")
            .query(RecordMapper.of(Stamp.class))
            .list();
    List<Rule> rules =
        present != null && present.stamps.equals(stamps) ? present.rules : RuleTable.enabled(jdbc);
    return rules.stream().filter(rule -> rule.isFor(shop)).toList();
  }
}
