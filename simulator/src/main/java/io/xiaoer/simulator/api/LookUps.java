package io.xiaoer.simulator.api;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.catalog.Order;
import io.xiaoer.simulator.catalog.Product;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Products and orders as the platform's look-ups show them: documented fields, a part of them. */
final class LookUps {
  private static final int WAYBILL_FROM = 5;

  private final Catalog catalog;
  private final Supplier<URI> baseUrl;

  LookUps(Catalog catalog, Supplier<URI> baseUrl) {
    this.catalog = catalog;
    this.baseUrl = baseUrl;
  }

  Optional<ObjectNode> product(ObjectNode body) {
    return catalog.product(body.path("product_id").asString("")).map(this::shown);
  }

  Optional<ObjectNode> order(Shop shop, ObjectNode body) {
    return catalog.order(shop.id(), body.path("order_id").asString("")).map(this::shown);
  }

  private ObjectNode shown(Product product) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode node = answer.putObject("product");
    node.put("product_id", product.id()).put("title", product.title());
    node.putArray("head_imgs").add(picture(product));
    node.put("min_price", product.priceFen()).put("status", product.status().number());
    ObjectNode sku =
        node.putArray("skus")
            .addObject()
            .put("sku_id", skuId(product))
            .put("thumb_img", picture(product))
            .put("sale_price", product.priceFen())
            .put("stock_num", product.status() == Product.Status.ON_SALE ? 99 : 0);
    attributes(sku, product);
    return answer;
  }

  private ObjectNode shown(Order order) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode node =
        answer
            .putObject("order")
            .put("order_id", order.id())
            .put("openid", order.openId())
            .put("status", order.status().number())
            .put("create_time", order.at().getEpochSecond());
    ObjectNode detail = node.putObject("order_detail");
    ArrayNode products = detail.putArray("product_infos");
    for (Order.Line line : order.lines()) {
      Product product = line.product();
      ObjectNode each =
          products
              .addObject()
              .put("product_id", product.id())
              .put("sku_id", skuId(product))
              .put("title", product.title())
              .put("thumb_img", picture(product))
              .put("sku_cnt", line.count())
              .put("sale_price", product.priceFen());
      attributes(each, product);
    }
    detail
        .putObject("price_info")
        .put("product_price", order.goodsFen())
        .put("order_price", order.priceFen())
        .put("freight", order.freightFen());
    Instant paid = order.paidAt();
    detail.putObject("pay_info").put("pay_time", paid == null ? 0 : paid.getEpochSecond());
    delivery(detail.putObject("delivery_info"), order);
    detail
        .putObject("ext_info")
        .put("customer_notes", order.customerNotes())
        .put("merchant_notes", order.merchantNotes());
    return answer;
  }

  private static void delivery(ObjectNode node, Order order) {
    node.putObject("address_info")
        .put("user_name", "王**")
        .put("tel_number", "138****6621")
        .put("province_name", "浙江省")
        .put("city_name", "杭州市")
        .put("county_name", "西湖区")
        .put("detail_info", "********");
    ArrayNode parcels = node.putArray("delivery_product_info");
    if (order.hasParcel()) {
      String end = order.id().substring(Math.min(WAYBILL_FROM, order.id().length()));
      parcels.addObject().put("waybill_id", "SF" + end).put("delivery_id", "SF");
    }
  }

  private static String skuId(Product product) {
    return product.id() + "1";
  }

  private static void attributes(ObjectNode node, Product product) {
    node.putArray("sku_attrs")
        .addObject()
        .put("attr_key", "款式")
        .put("attr_value", product.variant());
  }

  private String picture(Product product) {
    return baseUrl.get() + "/sim/pictures/" + product.picture().fileName();
  }
}
