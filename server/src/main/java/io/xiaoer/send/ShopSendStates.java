package io.xiaoer.send;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which shops' answers leave, to look at, and the one thing a person can do about it. */
public final class ShopSendStates {
  private final Database database;
  private final Outbox outbox;
  private final NodeSignals signals;
  private final InstantSource clock;

  ShopSendStates(Database database, Outbox outbox, NodeSignals signals, InstantSource clock) {
    this.database = database;
    this.outbox = outbox;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * One shop.
   *
   * @param waiting answers that the platform has not taken yet
   */
  public record Standing(ShopSendState sending, long waiting) {}

  /** Of the shops whose sending stands still or of which answers wait; the others are open. */
  public Map<String, Standing> all() {
    Instant now = clock.instant();
    return database.read(jdbc -> {
      Map<String, ShopSendState> states = ShopSendStateTable.all(jdbc);
      Map<String, Long> waiting = Outbox.waitingByShop(jdbc);
      Set<String> shops = new TreeSet<>(states.keySet());
      shops.addAll(waiting.keySet());
      Map<String, Standing> all = new TreeMap<>();
      for (String shop : shops) {
        all.put(
            shop,
            new Standing(
                SendingPolicy.at(states.getOrDefault(shop, new ShopSendState.Open()), now),
                waiting.getOrDefault(shop, 0L)));
      }
      return all;
    });
  }

  /** How many shops are in this state. */
  double count(Class<? extends ShopSendState> state) {
    return all().values().stream().filter(shop -> state.isInstance(shop.sending())).count();
  }

  /** Tries at once, because somebody says that the trouble is over. */
  public void tryNow(String shop, String by) {
    outbox.tryNow(shop, by, clock.instant());
    signals.ring(Topic.OUTBOX);
  }
}
