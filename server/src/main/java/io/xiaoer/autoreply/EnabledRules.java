package io.xiaoer.autoreply;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rules that are switched on, in memory. Whether a shop has any costs a look at a list; a
 * signal of a change is a reason to read, and one that was missed costs some seconds.
 */
final class EnabledRules {
  private static final Logger log = LoggerFactory.getLogger(EnabledRules.class);

  private static final Duration AGE_MAX = Duration.ofSeconds(10);

  private final Database database;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Known known;
  private volatile Set<Long> saidToBeOff = Set.of();

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
    return recent().stream().anyMatch(rule -> rule.isOn() && rule.isFor(shop));
  }

  boolean anyFor(ShopId shop, Rule.Trigger trigger) {
    return recent().stream()
        .anyMatch(rule -> rule.trigger() == trigger && rule.isOn() && rule.isFor(shop));
  }

  private List<Rule> recent() {
    long asOf = changes.get();
    Known present = known;
    if (present == null || present.changes != asOf || present.untilNanos - System.nanoTime() <= 0) {
      present = Known.of(database.read(RuleTable::enabled), asOf);
      known = present;
      sayWhatIsOff(present.rules);
    }
    return present.rules;
  }

  /**
   * A rule whose pattern an older server took and this one refuses must not fall silent unnoticed.
   */
  private void sayWhatIsOff(List<Rule> rules) {
    Set<Long> off =
        rules.stream()
            .filter(rule -> !rule.isOn())
            .map(Rule::id)
            .collect(Collectors.toUnmodifiableSet());
    if (!off.isEmpty() && !off.equals(saidToBeOff)) {
      log.warn("autoreply: off, as their patterns are refused today: rules {}", off);
    }
    saidToBeOff = off;
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
    return rules.stream().filter(rule -> rule.isOn() && rule.isFor(shop)).toList();
  }
}
