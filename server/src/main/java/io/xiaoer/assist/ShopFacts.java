package io.xiaoer.assist;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the shop itself says: to a draft what may be said, and to the promise check what is no
 * promise.
 *
 * @param said what people of the shop have said in this conversation
 */
record ShopFacts(
    List<Product> products, List<Order> orders, List<String> phrases, List<String> said) {
  static final ShopFacts NONE = new ShopFacts(List.of(), List.of(), List.of(), List.of());

  ShopFacts {
    products = List.copyOf(products);
    orders = List.copyOf(orders);
    phrases = List.copyOf(phrases);
    said = List.copyOf(said);
  }

  /** With what somebody of the shop has written and not sent. */
  ShopFacts alsoSaid(List<String> lines) {
    return new ShopFacts(
        products, orders, phrases, Stream.concat(said.stream(), lines.stream()).toList());
  }

  /** Amounts are fen. */
  record Product(String title, @Nullable Long price, boolean onSale) {}

  /**
   * @param status in words, empty where it is not known
   */
  record Order(
      String id,
      String status,
      @Nullable Long price,
      @Nullable Long freight,
      @Nullable Instant orderedAt,
      @Nullable Instant paidAt,
      List<Good> goods,
      List<String> waybills) {
    Order {
      goods = List.copyOf(goods);
      waybills = List.copyOf(waybills);
    }
  }

  record Good(String title, long count, @Nullable Long price, String attributes) {}

  @Override
  public String toString() {
    return "ShopFacts[%s products, %s orders, %s phrases]"
        .formatted(products.size(), orders.size(), phrases.size());
  }
}
