package io.xiaoer.simulator.page;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.catalog.Order;
import io.xiaoer.simulator.catalog.OrderStep;
import io.xiaoer.simulator.catalog.Product;
import io.xiaoer.simulator.customer.Shopping;
import io.xiaoer.simulator.shop.Shop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Orders placed and moved on by the page or a test over HTTP. */
final class OrderRequests {
  private static final int LINES_MAX = 20;
  private static final int NOTES_CHARS_MAX = 200;

  private final Catalog catalog;
  private final Shopping shopping;
  private final Views views;

  OrderRequests(Catalog catalog, Shopping shopping, Views views) {
    this.catalog = catalog;
    this.shopping = shopping;
    this.views = views;
  }

  /** An order as it stands now, or why nothing happened. */
  sealed interface Answered {
    record Told(int status, ObjectNode order) implements Answered {}

    record Wrong(int status, String why) implements Answered {}
  }

  ObjectNode of(Shop shop, String openId) {
    ObjectNode answer = Views.object();
    var list = answer.putArray("orders");
    catalog.ordersOf(shop.id(), openId).forEach(order -> list.add(views.order(order)));
    return answer;
  }

  /** {@code {"products":[{"product_id","count":1}],"customer_notes":""}}. */
  Answered place(Shop shop, String openId, ObjectNode body) {
    List<Order.Line> lines = new ArrayList<>();
    for (JsonNode each : body.path("products").valueStream().limit(LINES_MAX + 1L).toList()) {
      Optional<Product> product = catalog.product(each.path("product_id").asString(""));
      int count = each.path("count").asInt(1);
      if (product.isEmpty()) {
        return new Answered.Wrong(400, "products: product_id: unknown");
      }
      if (product.get().status() != Product.Status.ON_SALE) {
        return new Answered.Wrong(409, "products: " + product.get().id() + " is not on sale");
      }
      if (count < 1 || count > Order.Line.COUNT_MAX) {
        return new Answered.Wrong(400, "products: count: 1 to " + Order.Line.COUNT_MAX);
      }
      lines.add(new Order.Line(product.get(), count));
    }
    String notes = body.path("customer_notes").asString("");
    if (lines.isEmpty() || lines.size() > LINES_MAX || notes.length() > NOTES_CHARS_MAX) {
      return new Answered.Wrong(
          400,
          "products: 1 to "
              + LINES_MAX
              + "; customer_notes: at most "
              + NOTES_CHARS_MAX
              + " characters");
    }
    return shopping
        .buy(shop, openId, lines, notes)
        .<Answered>map(told -> told(201, told))
        .orElseGet(() -> new Answered.Wrong(409, "orders: as many as there may be"));
  }

  Answered step(Shop shop, String orderId, String word) {
    Optional<OrderStep> step = OrderStep.named(word);
    if (step.isEmpty()) {
      String words =
          Arrays.stream(OrderStep.values()).map(OrderStep::word).collect(Collectors.joining(", "));
      return new Answered.Wrong(404, "no such step (expected: " + words + ")");
    }
    return switch (shopping.step(shop, orderId, step.get())) {
      case Shopping.Asked.Done(Shopping.Told told) -> told(200, told);
      case Shopping.Asked.Unknown() -> new Answered.Wrong(404, "order: unknown");
      case Shopping.Asked.Impossible(Order order) ->
          new Answered.Wrong(
              409,
              "the order is "
                  + order.status().number()
                  + " "
                  + order.status().label()
                  + "; possible: "
                  + String.join(", ", possible(order)));
    };
  }

  private static List<String> possible(Order order) {
    return Arrays.stream(OrderStep.values())
        .filter(step -> step.possibleFrom(order.status()))
        .map(OrderStep::word)
        .toList();
  }

  private Answered told(int status, Shopping.Told told) {
    return new Answered.Told(status, views.order(told.order()).put("event_id", told.eventId()));
  }
}
