package io.xiaoer.media;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.secret.Seal;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Pictures of a shop's products: fetched like what customers send, from the platform's hosts only,
 * once for each address.
 */
public final class CardPictures {
  private final Seal seal;
  private final NodeSignals signals;
  private final InstantSource clock;

  public CardPictures(Seal seal, NodeSignals signals, InstantSource clock) {
    this.seal = seal;
    this.signals = signals;
    this.clock = clock;
  }

  /**
   * Has this picture fetched if it never was, in the caller's transaction. Call {@link #announce}
   * when that has committed.
   *
   * @param address an https URL, as the platform gives it
   */
  public void want(JdbcClient jdbc, ShopId shop, String address) {
    String hash = hash(shop, address);
    byte[] sealed = seal.close(address.getBytes(StandardCharsets.UTF_8), place(hash));
    MediaTable.wantPicture(jdbc, shop, hash, sealed, clock.instant());
  }

  /** So that what was wanted is fetched at once. */
  public void announce() {
    signals.ring(Topic.MEDIA);
  }

  /** Where our copies of these pictures are, by address; only of those that are there. */
  public static Map<String, String> urls(
      JdbcClient jdbc, ShopId shop, Collection<String> addresses) {
    Map<String, String> byHash = new HashMap<>();
    addresses.forEach(address -> byHash.put(hash(shop, address), address));
    Map<String, String> urls = new HashMap<>();
    MediaTable.storedPictures(jdbc, byHash.keySet())
        .forEach((hash, id) -> urls.put(String.valueOf(byHash.get(hash)), MediaLibrary.url(id)));
    return urls;
  }

  private static String hash(ShopId shop, String address) {
    return Sha256.hex(shop.value() + "\n" + address);
  }

  static String place(String sourceHash) {
    return "medium/" + sourceHash;
  }
}
