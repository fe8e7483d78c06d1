package io.xiaoer.receive;

import io.xiaoer.sdk.push.Received;
import io.xiaoer.shop.ShopId;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
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

  /** Strangers knock all day; a minute is soon enough to look at one. */
  private static final int UNLISTED_SECONDS_BETWEEN = 60;

  private static final int PATH_CHARS_MAX = 80;
  private static final String UNOPENED = "unopened";
  private static final String UNLISTED = "unlisted";
  private static final String UNLISTED_AND_GENUINE = "unlisted and genuine";

  private static final String UNKNOWN = "unknown shop";

  /** {@code shop} is empty where no shop is concerned. */
  private record Key(Optional<ShopId> shop, String what) {
    Key(ShopId shop, String what) {
      this(Optional.of(shop), what);
    }
  }

  private record Tally(long toldAtNanos, long untold) {}

  /** Says one line; {@code more} were not told since the last. */
  @FunctionalInterface
  private interface Telling {
    void tell(long more);
  }

  // Bounded by itself: configured shops times the reasons there are.
  private final Map<Key, Tally> tallies = new ConcurrentHashMap<>();

  void refused(ShopId shop, Received.Refused refused) {
    count(
        // One line for all that is signed, so that writing it does not tell the reasons apart.
        new Key(shop, refused.reason().isSigned() ? UNOPENED : refused.reason().name()),
        SECONDS_BETWEEN,
        more ->
            log.warn(
                "receive: shop {} refused {}: {} ({} more since the last line)",
                shop,
                refused.reason(),
                refused.detail(),
                more));
  }

  /** Strangers try any path; but it may be the platform with a URL that was mistyped there. */
  void unknownShop(String path) {
    count(
        new Key(Optional.empty(), UNKNOWN),
        UNLISTED_SECONDS_BETWEEN,
        more ->
            log.warn(
                "receive: a request for {}, and no shop has this id; compare the push URL at the"
                    + " platform ({} more since the last line)",
                plain(path),
                more));
  }

  /** Short and printable, whatever a stranger wrote. */
  private static String plain(String path) {
    String shown = path.replaceAll("[^\\x21-\\x7e]", "?");
    return shown.length() <= PATH_CHARS_MAX ? shown : shown.substring(0, PATH_CHARS_MAX) + "…";
  }

  /** Refused for the address it came from. */
  void shutOut(ShopId shop, String address) {
    count(
        new Key(shop, UNLISTED),
        UNLISTED_SECONDS_BETWEEN,
        more ->
            log.warn(
                "receive: shop {} refused a push from {}, which is not one of the platform's addresses"
                    + " ({} more since the last line)",
                shop,
                printable(address),
                more));
  }

  /** Let in, though it would be refused for its address once that is enforced. */
  void wouldBeShutOut(ShopId shop, String address, boolean genuine) {
    count(
        new Key(shop, genuine ? UNLISTED_AND_GENUINE : UNLISTED),
        UNLISTED_SECONDS_BETWEEN,
        more ->
            log.warn(
                "receive: shop {}: a {} push from {}, which is none of the platform's addresses;"
                    + " callback-addresses: enforce would refuse it ({} more since the last line)",
                shop,
                genuine ? "rightly signed" : "wrong",
                printable(address),
                more));
  }

  /** What a proxy passes on may be anything a stranger wrote. */
  private static String printable(String address) {
    return ListedAddresses.address(address)
        .map(InetAddress::getHostAddress)
        .orElse("what is no address");
  }

  private void count(Key key, int secondsBetween, Telling telling) {
    long now = System.nanoTime();
    tallies.compute(
        key,
        (_, before) -> {
          if (before != null
              && now - before.toldAtNanos < TimeUnit.SECONDS.toNanos(secondsBetween)) {
            return new Tally(before.toldAtNanos, before.untold + 1);
          }
          telling.tell(before == null ? 0 : before.untold);
          return new Tally(now, 0);
        });
  }
}
