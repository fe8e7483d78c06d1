package io.xiaoer.shop;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/**
 * The shops of this installation: those of the configuration, and those added at the desk ({@link
 * ManagedShops}). They change while the server runs: ask each time, or listen.
 */
@Component
public final class Shops {
  private final Map<String, Shop> ofFile;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Known known;

  private record Known(Map<String, Shop> byId, List<Shop> all) {
    static Known of(Map<String, Shop> byId) {
      return new Known(Map.copyOf(byId), List.copyOf(byId.values()));
    }
  }

  Shops(Settings settings) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Shop> shops = new LinkedHashMap<>();
    for (int i = 0; i < settings.shops().size(); i++) {
      String key = "xiaoer.shops[%d]".formatted(i);
      Shop shop = ShopReading.read(settings.shops().get(i), key, problems);
      if (shop != null && shops.put(shop.id().value(), shop) != null) {
        problems.add(new Problem(key + ".id", "'" + shop.id() + "' is there twice"));
      }
    }
    if (!problems.isEmpty()) {
      throw new BadSettings(problems);
    }
    ofFile = shops;
    known = Known.of(shops);
  }

  public Optional<Shop> find(String id) {
    return Optional.ofNullable(known.byId.get(id));
  }

  /** Those of the configuration first, in its order. */
  public Collection<Shop> all() {
    return known.all;
  }

  /** Whether it stands in the configuration, where only the operator changes it. */
  public boolean isOfFile(String id) {
    return ofFile.containsKey(id);
  }

  /**
   * {@code listener} is called after each change, by the thread that made it; it must not throw.
   */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** From now on these are the ones beside those of the configuration. */
  void putAdded(List<Shop> added) {
    Map<String, Shop> shops = new LinkedHashMap<>(ofFile);
    added.forEach(shop -> shops.putIfAbsent(shop.id().value(), shop));
    known = Known.of(shops);
    listeners.forEach(Runnable::run);
  }
}
