package io.xiaoer.sdk.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of the shop, as far as those who answer its customer need it.
 *
 * <p>Ids are text also where the platform writes numbers. Money is fen. Text that the platform left
 * out is empty; a sum, a time or a status that it left out is null, because none is not zero. It
 * prints its id and status only.
 *
 * @param openid of the customer who ordered
 * @param goods at most 200; further ones are left out
 * @param productPriceFen of all goods together ({@code product_price})
 * @param orderPriceFen what is to be paid ({@code order_price})
 * @param freightFen of the delivery ({@code freight})
 * @param paidAt null also while it is not paid
 * @param parcels at most 50; further ones are left out
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/store/shop/API/channels-shop-order/api_getorderlist.html">
 *     orders on the platform's pages; order/get stands beside it</a>
 */
public record Order(
    String id,
    String openid,
    @Nullable OrderStatus status,
    @Nullable Instant createdAt,
    List<Item> goods,
    @Nullable Long productPriceFen,
    @Nullable Long orderPriceFen,
    @Nullable Long freightFen,
    @Nullable Instant paidAt,
    Address address,
    List<Parcel> parcels,
    String customerNotes,
    String merchantNotes) {
  private static final int goodsMax = 200;
  private static final int parcelsMax = 50;

  /** Year 9999: what is later was meant in milliseconds, or is a mistake. */
  private static final long secondsMax = 253_402_300_799L;

  /** Keeps copies of the lists. */
  public Order {
    goods = List.copyOf(goods);
    parcels = List.copyOf(parcels);
  }

  /**
   * What was ordered.
   *
   * @param thumbUrl of a picture ({@code thumb_img})
   * @param count null where the platform left it out
   * @param salePriceFen of one ({@code sale_price})
   */
  public record Item(
      String productId,
      String skuId,
      String title,
      String thumbUrl,
      @Nullable Long count,
      @Nullable Long salePriceFen,
      List<SkuAttribute> attributes) {
    /** Keeps a copy of the list. */
    public Item {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * Where it goes, masked by the platform: {@code 张**}, {@code 138****0000}. The masks stay; there
   * is a call that lifts them, and this library does not make it.
   */
  public record Address(
      String userName,
      String telNumber,
      String provinceName,
      String cityName,
      String countyName,
      String detailInfo) {
    @Override
    public String toString() {
      return "Address[…]";
    }
  }

  /**
   * A parcel on its way.
   *
   * @param deliveryId the platform's short name of the carrier
   */
  public record Parcel(String waybillId, String deliveryId) {}

  static @Nullable Order read(Answer answer) {
    Json order = answer.body().at("order");
    if (order.text("order_id").isEmpty()) {
      return null;
    }
    Json detail = order.at("order_detail");
    Json price = detail.at("price_info");
    Json delivery = detail.at("delivery_info");
    Json notes = detail.at("ext_info");
    return new Order(
        order.text("order_id"),
        order.text("openid"),
        OrderStatus.of(order.number("status")),
        instant(order.number("create_time")),
        detail.list("product_infos", goodsMax).stream().map(Order::item).toList(),
        price.number("product_price"),
        price.number("order_price"),
        price.number("freight"),
        instant(detail.at("pay_info").number("pay_time")),
        address(delivery.at("address_info")),
        delivery.list("delivery_product_info", parcelsMax).stream()
            .map(parcel -> new Parcel(parcel.text("waybill_id"), parcel.text("delivery_id")))
            .toList(),
        notes.text("customer_notes"),
        notes.text("merchant_notes"));
  }

  private static Item item(Json item) {
    return new Item(
        item.text("product_id"),
        item.text("sku_id"),
        item.text("title"),
        item.text("thumb_img"),
        item.number("sku_cnt"),
        item.number("sale_price"),
        SkuAttribute.of(item));
  }

  private static Address address(Json address) {
    return new Address(
        address.text("user_name"),
        address.text("tel_number"),
        address.text("province_name"),
        address.text("city_name"),
        address.text("county_name"),
        address.text("detail_info"));
  }

  /** Zero is how the platform writes that something has not happened. */
  private static @Nullable Instant instant(@Nullable Long seconds) {
    return seconds == null || seconds <= 0 || seconds > secondsMax
        ? null
        : Instant.ofEpochSecond(seconds);
  }

  @Override
  public String toString() {
    return "Order[" + id + ", " + status + "]";
  }
}
