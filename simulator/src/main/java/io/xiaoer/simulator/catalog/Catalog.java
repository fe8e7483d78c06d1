package io.xiaoer.simulator.catalog;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The same goods in every shop, and two orders for every customer. */
public final class Catalog {
  private static final int ORDERS_KEPT_MAX = 30_000;

  private static final List<Product> PRODUCTS =
      List.of(
          new Product("10000000001001", "手拉坯青瓷茶杯 单只装 180ml", "天青釉", 6_900, Picture.CUP),
          new Product("10000000001002", "家用紫砂小茶壶 一人饮", "朱泥 200ml", 25_800, Picture.TEAPOT),
          new Product("10000000001003", "澳洲羊毛围巾 加厚 男女同款", "枫叶红", 15_900, Picture.SCARF),
          new Product("10000000001004", "床头小夜灯 无级调光 充电款", "暖白", 8_900, Picture.LAMP),
          new Product("10000000001005", "布面手账本 A5 方格 256 页", "靛蓝", 4_500, Picture.NOTEBOOK),
          new Product("10000000001006", "桂花香薰蜡烛 大豆蜡 40 小时", "桂花", 7_800, Picture.CANDLE));

  private record Key(String shop, String orderId) {}

  private final InstantSource clock;
  private final Map<Key, Order> orders = new LinkedHashMap<>();

  public Catalog(InstantSource clock) {
    this.clock = clock;
  }

  public List<Product> products() {
    return PRODUCTS;
  }

  public Optional<Product> product(String id) {
    return PRODUCTS.stream().filter(product -> product.id().equals(id)).findFirst();
  }

  public synchronized Optional<Order> order(String shop, String orderId) {
    return Optional.ofNullable(orders.get(new Key(shop, orderId)));
  }

  /** The customer's two orders, the same ones for the same open_id. */
  public synchronized List<Order> ordersOf(String shop, String openId) {
    int mark = Math.floorMod((shop + '/' + openId).hashCode(), 100_000_000);
    List<Order> two = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      two.add(orderSharedBy(shop, openId, String.format("37%d%08d%08d", i, mark, mark / 7)));
    }
    return two;
  }

  /** The order of this id; one the customer names for the first time is made up to fit. */
  public synchronized Order orderSharedBy(String shop, String openId, String orderId) {
    Order known = orders.get(new Key(shop, orderId));
    if (known != null) {
      return known;
    }
    Order order = imagine(shop, openId, orderId);
    if (orders.size() < ORDERS_KEPT_MAX) {
      orders.put(new Key(shop, orderId), order);
    }
    return order;
  }

  /** What an order of this number is, without keeping it. */
  public Order imagine(String shop, String openId, String orderId) {
    int dice = Math.floorMod(orderId.hashCode(), 1_000);
    Order.Status[] states = Order.Status.values();
    return new Order(
        orderId,
        shop,
        openId,
        PRODUCTS.get(dice % PRODUCTS.size()),
        1 + dice % 3,
        states[dice / 7 % states.length],
        clock.instant().minus(Duration.ofHours(5 + dice % 90)));
  }
}
