package io.xiaoer.catalog;

import io.xiaoer.sdk.api.Order;
import io.xiaoer.sdk.api.Order.Address;
import io.xiaoer.sdk.api.OrderStatus;
import io.xiaoer.sdk.api.Product;
import io.xiaoer.sdk.api.SkuAttribute;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of the platform's answer: the fields a card shows, and no more. An address stays
 * masked as it came. A picture's address at the platform is kept under {@link #PICTURE_SOURCE},
 * which never leaves this package.
 *
 * @param search what a search goes through
 * @param openId an order's customer; null for a product and where the platform left it out
 * @param productIds what an order is of
 */
record CardBody(
    ObjectNode json,
    String search,
    @Nullable String openId,
    @Nullable Instant orderedAt,
    List<String> productIds) {
  static final String PICTURE_SOURCE = "picture_source";
  static final String PRODUCTS = "products";

  private static final int TITLE_CHARS_MAX = 300;
  private static final int NOTES_CHARS_MAX = 1_000;
  private static final int NAME_CHARS_MAX = 100;
  private static final int URL_CHARS_MAX = 2_000;
  private static final int GOODS_MAX = 50; // more than one looks at
  private static final int SEARCH_CHARS_MAX = 4_000;

  static CardBody of(Product product) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    String title = cut(product.title(), TITLE_CHARS_MAX);
    json.put("title", title);
    String picture = product.headImageUrls().isEmpty() ? "" : product.headImageUrls().getFirst();
    json.put(PICTURE_SOURCE, url(picture));
    json.put("price", product.minPriceFen());
    json.put("status", product.status());
    json.put("on_sale", product.isOnSale());
    return new CardBody(json, search(product.id(), List.of(title)), null, null, List.of());
  }

  static CardBody of(Order order) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    OrderStatus status = order.status();
    json.put("status", status == null ? null : (Integer) status.code());
    json.put(
        "status_text_key", status == null ? null : status.stage().name().toLowerCase(Locale.ROOT));
    json.put("order_price", order.orderPriceFen());
    json.put("freight", order.freightFen());
    json.put("created_at", text(order.createdAt()));
    json.put("paid_at", text(order.paidAt()));
    List<Order.Item> goods = order.goods().stream().limit(GOODS_MAX).toList();
    ArrayNode products = json.putArray(PRODUCTS);
    for (Order.Item item : goods) {
      products
          .addObject()
          .put("product_id", cut(item.productId(), NAME_CHARS_MAX))
          .put("title", cut(item.title(), TITLE_CHARS_MAX))
          .put(PICTURE_SOURCE, url(item.thumbUrl()))
          .put("count", item.count())
          .put("sale_price", item.salePriceFen())
          .put("attributes", attributes(item.attributes()));
    }
    json.put("address_mask", address(order.address()));
    json.put("customer_notes", cut(order.customerNotes(), NOTES_CHARS_MAX));
    json.put("merchant_notes", cut(order.merchantNotes(), NOTES_CHARS_MAX));
    ArrayNode waybills = json.putArray("waybills");
    for (Order.Parcel parcel : order.parcels()) {
      waybills
          .addObject()
          .put("waybill_id", cut(parcel.waybillId(), NAME_CHARS_MAX))
          .put("delivery_id", cut(parcel.deliveryId(), NAME_CHARS_MAX));
    }
    return new CardBody(
        json,
        search(order.id(), goods.stream().map(Order.Item::title).toList()),
        openId(order.openid()),
        order.createdAt(),
        goods.stream().map(Order.Item::productId).distinct().toList());
  }

  /** The addresses of its pictures at the platform, each once. */
  Set<String> pictures() {
    return pictures(json);
  }

  static Set<String> pictures(ObjectNode card) {
    Set<String> addresses = new LinkedHashSet<>();
    addresses.add(card.path(PICTURE_SOURCE).asString(""));
    card.path(PRODUCTS)
        .forEach(product -> addresses.add(product.path(PICTURE_SOURCE).asString("")));
    addresses.remove("");
    return addresses;
  }

  String text() {
    return JsonMapper.shared().writeValueAsString(json);
  }

  private static @Nullable String openId(String text) {
    return text.isBlank() || text.length() > NAME_CHARS_MAX || text.indexOf('\0') >= 0
        ? null
        : text;
  }

  /** {@code 颜色:红; 尺码:M}. */
  private static String attributes(List<SkuAttribute> attributes) {
    return cut(
        attributes.stream()
            .map(attribute -> attribute.key() + ":" + attribute.value())
            .collect(Collectors.joining("; ")),
        TITLE_CHARS_MAX);
  }

  private static String address(Address address) {
    return cut(
        Stream.of(
                address.userName(),
                address.telNumber(),
                address.provinceName(),
                address.cityName(),
                address.countyName(),
                address.detailInfo())
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" ")),
        TITLE_CHARS_MAX);
  }

  private static String search(String id, List<String> titles) {
    String all = (id + " " + String.join(" ", titles)).toLowerCase(Locale.ROOT);
    return cut(all.replace('\0', ' '), SEARCH_CHARS_MAX); // PostgreSQL keeps no NUL in a text
  }

  /** Half an address leads nowhere. */
  private static String url(String url) {
    return url.length() > URL_CHARS_MAX ? "" : url;
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    // Not between the two halves of an emoji.
    return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
