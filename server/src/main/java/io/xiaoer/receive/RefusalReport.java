package io.xiaoer.receive;

import io.xiaoer.sdk.push.Reason;
import io.xiaoer.sdk.push.Received;
import io.xiaoer.shop.ShopId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator of refused pushes without letting a stranger fill the log: one line for each
 * shop and reason in {@link #SECONDS_BETWEEN}, which says how many there were since the last.
 */
final class RefusalReport {
  private static final Logger log = LoggerFactory.getLogger(RefusalReport.class);
  private static final int SECONDS_BETWEEN = 10;

  private record Key(ShopId shop, Reason reason) {}

  private record Tally(long toldAtNanos, long untold) {}

  // Bounded by itself: configured shops times the reasons there are.
  private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();

  void refused(ShopId shop, Received.Refused refused) {
    long now = System.nanoTime();
    tallies.compute(
        new Key(shop, refused.reason()),
        (_, before) -> {
          if (before != null && !due(before, now)) {
            return new Tally(before.toldAtNanos, before.untold + 1);
          }
          log.warn(
              "receive: shop {} refused {}: {} ({} more since the last line)",
              shop,
              refused.reason(),
              refused.detail(),
              before == null ? 0 : before.untold);
          return new Tally(now, 0);
        });
  }

  private static boolean due(Tally tally, long now) {
    return now - tally.toldAtNanos >= TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN);
  }
}
