package io.xiaoer.simulator.customer;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.catalog.Order;
import io.xiaoer.simulator.catalog.OrderStep;
import io.xiaoer.simulator.live.LiveFeed;
import io.xiaoer.simulator.shop.Shop;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Orders being placed and moved on, and the events that tell the shop. Whoever sends such an event
 * by hand moves the order, too: event and look-up never disagree.
 */
public final class Shopping {
  // As the samples of these events have it: a number above 2^53, which no double holds.
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,18}");
  private static final int CONFIRMED_BY_CUSTOMER = 1;
  private static final int CANCELLED_BY_CUSTOMER = 1;

  private final InstantSource clock;
  private final Catalog catalog;
  private final Phones phones;
  private final LiveFeed live;

  /** An order's new state, and the event that tells of it, by its name among the deliveries. */
  public record Told(Order order, String eventId) {}

  /** What asking for a step came to. */
  public sealed interface Asked {
    record Done(Told told) implements Asked {}

    record Impossible(Order order) implements Asked {}

    record Unknown() implements Asked {}
  }

  public Shopping(InstantSource clock, Catalog catalog, Phones phones, LiveFeed live) {
    this.clock = clock;
    this.catalog = catalog;
    this.phones = phones;
    this.live = live;
  }

  /** Places an order; empty when there are as many as may be. */
  public Optional<Told> buy(Shop shop, String openId, List<Order.Line> lines, String notes) {
    return catalog
        .place(shop.id(), openId, lines, notes)
        .map(order -> tell(shop, order, OrderStep.NEW_EVENT, info(order.id())));
  }

  public Asked step(Shop shop, String orderId, OrderStep step) {
    return switch (catalog.step(shop.id(), orderId, step)) {
      case Catalog.Stepped.Unknown() -> new Asked.Unknown();
      case Catalog.Stepped.Impossible(Order order) -> new Asked.Impossible(order);
      case Catalog.Stepped.Done(Order order) ->
          new Asked.Done(tell(shop, order, step.event(), info(order, step)));
    };
  }

  private Told tell(Shop shop, Order order, String event, ObjectNode info) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.set("order_info", info);
    String id = phones.announce(shop, order.openId(), event, fields, phones::nextMsgId);
    live.publish(new LiveFeed.Change.Order(shop.id(), order.id()));
    return new Told(order, id);
  }

  private static ObjectNode info(String orderId) {
    ObjectNode info = JsonNodeFactory.instance.objectNode();
    return NUMBER.matcher(orderId).matches()
        ? info.put("order_id", new BigInteger(orderId))
        : info.put("order_id", orderId);
  }

  private ObjectNode info(Order order, OrderStep step) {
    ObjectNode info = info(order.id());
    return switch (step) {
      case PAY -> info.put("pay_time", clock.instant().getEpochSecond());
      case DELIVER_PARTLY -> info.put("finish_delivery", 0);
      case DELIVER -> info.put("finish_delivery", 1);
      case CONFIRM -> info.put("confirm_type", CONFIRMED_BY_CUSTOMER);
      case CANCEL -> info.put("cancel_type", CANCELLED_BY_CUSTOMER);
    };
  }

  /**
   * Pushes any event that no customer wrote. One of an order that is known here comes from its
   * customer and moves it on, if it can.
   *
   * @param marks makes the event's name among the deliveries one of its own
   * @return that name
   */
  public String announce(Shop shop, String event, ObjectNode fields, Supplier<String> marks) {
    ObjectNode info =
        fields.path("order_info") instanceof ObjectNode given ? given : fields.objectNode();
    String orderId = info.path("order_id").asString("");
    step(event, info)
        .ifPresent(step -> {
          var _ = catalog.step(shop.id(), orderId, step);
        });
    Optional<Order> order = catalog.order(shop.id(), orderId);
    String from = order.map(Order::openId).orElse(Phones.NOBODY);
    String id = phones.announce(shop, from, event, fields, marks);
    order.ifPresent(known -> live.publish(new LiveFeed.Change.Order(shop.id(), known.id())));
    return id;
  }

  private static Optional<OrderStep> step(String event, ObjectNode info) {
    for (OrderStep step : OrderStep.values()) {
      boolean partly = info.path("finish_delivery").asInt(1) == 0;
      if (step.event().equals(event) && (step == OrderStep.DELIVER_PARTLY) == partly) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }
}
