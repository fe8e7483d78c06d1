package io.xiaoer.simulator.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The same goods in every shop, two orders for every customer, and those placed since. */
public final class Catalog {
  private static final int ORDERS_KEPT_MAX = 30_000;
  private static final int ORDERS_OF_ONE_MAX = 200;
  private static final long FREIGHT_FEN = 800;
  private static final long FREIGHT_FREE_FROM_FEN = 9_900;

  private static final List<Product> PRODUCTS =
      List.of(
          onSale("10000000001001", "手拉坯青瓷茶杯 单只装 180ml", "天青釉", 6_900, Picture.CUP),
          onSale("10000000001002", "家用紫砂小茶壶 一人饮", "朱泥 200ml", 25_800, Picture.TEAPOT),
          onSale("10000000001003", "澳洲羊毛围巾 加厚 男女同款", "枫叶红", 15_900, Picture.SCARF),
          onSale("10000000001004", "床头小夜灯 无级调光 充电款", "暖白", 8_900, Picture.LAMP),
          onSale("10000000001005", "布面手账本 A5 方格 256 页", "靛蓝", 4_500, Picture.NOTEBOOK),
          onSale("10000000001006", "桂花香薰蜡烛 大豆蜡 40 小时", "桂花", 7_800, Picture.CANDLE),
          new Product(
              "10000000001007",
              "茶席布置全套 壶一杯二 限量",
              "礼盒装",
              39_900,
              Picture.TEA_TABLE,
              Product.Status.TAKEN_OFF));

  private static final List<Order.Status> USUAL_STATES =
      List.of(Order.Status.TO_PAY, Order.Status.TO_SHIP, Order.Status.SHIPPED, Order.Status.DONE);
  private static final List<String> USUAL_NOTES = List.of("", "", "送长辈的，麻烦包得结实一点", "请放门卫，不要打电话");

  private record Key(String shop, String orderId) {}

  private record Buyer(String shop, String openId) {}

  private final InstantSource clock;
  private final Map<Key, Order> orders = new LinkedHashMap<>();
  private final Map<Buyer, List<String>> ofBuyer = new LinkedHashMap<>();

  /** What asking for a step came to. */
  public sealed interface Stepped {
    record Done(Order order) implements Stepped {}

    record Impossible(Order order) implements Stepped {}

    record Unknown() implements Stepped {}
  }

  public Catalog(InstantSource clock) {
    this.clock = clock;
  }

  private static Product onSale(
      String id, String title, String variant, long priceFen, Picture picture) {
    return new Product(id, title, variant, priceFen, picture, Product.Status.ON_SALE);
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

  /**
   * The customer's orders, newest first: two from the beginning, the same ones for the same
   * open_id, and those placed or shown since.
   */
  public synchronized List<Order> ordersOf(String shop, String openId) {
    int mark = mark(shop, openId);
    for (int i = 1; i <= 2; i++) {
      orderSharedBy(shop, openId, String.format(Locale.ROOT, "37%d%08d%08d", i, mark, mark / 7));
    }
    return ofBuyer.getOrDefault(new Buyer(shop, openId), List.of()).stream()
        .flatMap(id -> order(shop, id).stream())
        .sorted(Comparator.comparing(Order::at).reversed().thenComparing(Order::id))
        .toList();
  }

  private static int mark(String shop, String openId) {
    return Math.floorMod((shop + '/' + openId).hashCode(), 100_000_000);
  }

  /** The order of this id; one the customer names for the first time is made up to fit. */
  public synchronized Order orderSharedBy(String shop, String openId, String orderId) {
    Order known = orders.get(new Key(shop, orderId));
    if (known != null) {
      return known;
    }
    Order order = imagine(shop, openId, orderId);
    keep(order);
    return order;
  }

  private boolean keep(Order order) {
    List<String> own =
        ofBuyer.computeIfAbsent(
            new Buyer(order.shop(), order.openId()), buyer -> new ArrayList<>());
    if (orders.size() >= ORDERS_KEPT_MAX || own.size() >= ORDERS_OF_ONE_MAX) {
      return false;
    }
    orders.put(new Key(order.shop(), order.id()), order);
    own.add(order.id());
    return true;
  }

  /** A new order, not paid yet; empty when there are as many as may be. */
  public synchronized Optional<Order> place(
      String shop, String openId, List<Order.Line> lines, String customerNotes) {
    Order order = placed(shop, openId, lines, customerNotes);
    return keep(order) ? Optional.of(order) : Optional.empty();
  }

  private Order placed(String shop, String openId, List<Order.Line> lines, String customerNotes) {
    int mark = mark(shop, openId);
    int number = ofBuyer.getOrDefault(new Buyer(shop, openId), List.of()).size();
    String id;
    do { // Two customers may have one mark. 19 digits that begin with 37, as the platform's.
      id = String.format(Locale.ROOT, "370%04d%08d%04d", ++number, mark, mark % 9_973);
    } while (orders.containsKey(new Key(shop, id)));
    long goods = lines.stream().mapToLong(Order.Line::priceFen).sum();
    return new Order(
        id,
        shop,
        openId,
        lines,
        freight(goods),
        customerNotes,
        "",
        Order.Status.TO_PAY,
        clock.instant(),
        null);
  }

  private static long freight(long goodsFen) {
    return goodsFen >= FREIGHT_FREE_FROM_FEN ? 0 : FREIGHT_FEN;
  }

  /** Moves the order on; look-ups say so from now on. */
  public synchronized Stepped step(String shop, String orderId, OrderStep step) {
    @Nullable Order before = orders.get(new Key(shop, orderId));
    if (before == null) {
      return new Stepped.Unknown();
    }
    if (!step.possibleFrom(before.status())) {
      return new Stepped.Impossible(before);
    }
    Order after = before.after(step, clock.instant());
    orders.put(new Key(shop, orderId), after);
    return new Stepped.Done(after);
  }

  /** What an order of this number is, without keeping it. */
  public Order imagine(String shop, String openId, String orderId) {
    int dice = Math.floorMod(orderId.hashCode(), 1_000);
    List<Order.Line> lines = new ArrayList<>();
    // Only what is on sale, which is all but the last.
    int goods = PRODUCTS.size() - 1;
    lines.add(new Order.Line(PRODUCTS.get(dice % goods), 1 + dice % 3));
    if (dice % 5 == 0) {
      lines.add(new Order.Line(PRODUCTS.get((dice + 1) % goods), 1));
    }
    long price = lines.stream().mapToLong(Order.Line::priceFen).sum();
    Order.Status status = USUAL_STATES.get(dice / 7 % USUAL_STATES.size());
    Instant at = clock.instant().minus(Duration.ofHours(5 + dice % 90));
    return new Order(
        orderId,
        shop,
        openId,
        lines,
        freight(price),
        USUAL_NOTES.get(dice / 3 % USUAL_NOTES.size()),
        dice % 4 == 0 ? "已核对库存" : "",
        status,
        at,
        status == Order.Status.TO_PAY ? null : at.plusSeconds(90));
  }
}
