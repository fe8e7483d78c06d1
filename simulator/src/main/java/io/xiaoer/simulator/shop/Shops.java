package io.xiaoer.simulator.shop;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All shops of this simulator, in the order of the configuration. */
public final class Shops {
  private final Map<String, Shop> byId = new LinkedHashMap<>();
  private List<String> pushSources = List.of("127.0.0.1", "::1", "127.0.0.0/8");

  public Shops(List<Shop> shops) {
    if (shops.isEmpty()) {
      throw new IllegalArgumentException("shops: none (expected: at least one)");
    }
    shops.forEach(shop -> byId.put(shop.id(), shop));
  }

  public synchronized List<Shop> all() {
    return List.copyOf(byId.values());
  }

  public synchronized Shop first() {
    return byId.values().iterator().next();
  }

  public synchronized Optional<Shop> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  public synchronized Optional<Shop> findByAppId(String appId) {
    return byId.values().stream().filter(shop -> shop.appId().equals(appId)).findFirst();
  }

  public synchronized void pushTo(String id, @Nullable URI url) {
    byId.computeIfPresent(id, (key, shop) -> shop.withPushUrl(url));
  }

  /** What getcallbackip answers, as it is written there. */
  public synchronized List<String> pushSources() {
    return pushSources;
  }

  public synchronized void pushFrom(List<String> addresses) {
    pushSources = List.copyOf(addresses);
  }

  public synchronized void allow(String id, AllowedAddresses addresses) {
    byId.computeIfPresent(id, (key, shop) -> shop.withAllowedAddresses(addresses));
  }
}
