package io.xiaoer.shop;

import io.xiaoer.settings.BadSettings;
import io.xiaoer.settings.BadSettings.Problem;
import io.xiaoer.settings.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
  /** More shops than this are not told apart by name in metrics. */
  public static final int LABELS_MAX = 100;

  /** No shop's id: it has a character that an id cannot have. */
  public static final String OTHER_SHOPS = "(other)";

  private final Map<String, Shop> ofFile;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, String> labels = new HashMap<>();
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
      String key = "xiaoer.shops[%s]".formatted(i);
      Shop shop = ShopParser.read(settings.shops().get(i), key, problems);
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

  /**
   * The shop as a label of a metric. Each named shop has some dozens of series, so beyond the first
   * ones all share one label: what is measured, and the time to give it out, stay bounded.
   */
  public synchronized String label(ShopId id) {
    String known = labels.get(id.value());
    if (known != null) {
      return known;
    }
    String label = labels.size() < LABELS_MAX ? id.value() : OTHER_SHOPS;
    labels.put(id.value(), label);
    return label;
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
