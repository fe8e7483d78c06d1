package io.xiaoer.simulator.page;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.catalog.Order;
import io.xiaoer.simulator.catalog.OrderStep;
import io.xiaoer.simulator.catalog.Product;
import io.xiaoer.simulator.customer.Allowance;
import io.xiaoer.simulator.customer.ChatMessage;
import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.customer.ContentJson;
import io.xiaoer.simulator.customer.Direction;
import io.xiaoer.simulator.customer.Phone;
import io.xiaoer.simulator.media.MediaStore;
import io.xiaoer.simulator.push.Attempt;
import io.xiaoer.simulator.push.Delivery;
import io.xiaoer.simulator.push.Pusher;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Everything the pages and tests are shown, as JSON. */
final class Views {
  private static final int EVENT_ID_DIGITS_MIN = 10;

  private final InstantSource clock;
  private final Pusher pusher;
  private final MediaStore media;
  private final Catalog catalog;

  Views(InstantSource clock, Pusher pusher, MediaStore media, Catalog catalog) {
    this.clock = clock;
    this.pusher = pusher;
    this.media = media;
    this.catalog = catalog;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode shop(Shop shop) {
    URI url = shop.pushUrl();
    ObjectNode node =
        object()
            .put("id", shop.id())
            .put("name", shop.name())
            .put("user_name", shop.userName())
            .put("app_id", shop.appId())
            .put("mode", shop.mode().name().toLowerCase(Locale.ROOT))
            .put("format", shop.format().name().toLowerCase(Locale.ROOT))
            .put("push_url", url == null ? "" : url.toString())
            .put("bare", shop.allowedAddresses().bare());
    shop.allowedAddresses().written().forEach(node.putArray("allowed_addresses")::add);
    return node;
  }

  ObjectNode customer(Phone phone) {
    ObjectNode node =
        object().put("open_id", phone.openId()).put("shop", phone.shop()).put("name", phone.name());
    phone
        .allowance(clock.instant())
        .ifPresent(allowance ->
            node.put(
                "answers_left",
                switch (allowance) {
                  case Allowance.Granted(int left) -> left;
                  case Allowance.UsedUp() -> 0;
                  case Allowance.WindowClosed() -> 0;
                }));
    return node;
  }

  ObjectNode message(ChatMessage message) {
    String type = ContentJson.type(message.content());
    ObjectNode node =
        object()
            .put("msg_id", message.msgId())
            .put("shop", message.shop())
            .put("open_id", message.openId())
            .put("direction", message.direction().name().toLowerCase(Locale.ROOT))
            .put("msg_type", type);
    node.set(type, ContentJson.fields(message.content()));
    card(message).ifPresent(card -> node.set("card", card));
    node.put("created_at", message.at().toString());
    if (message.direction() == Direction.OUT) {
      pusher.find(message.msgId()).ifPresent(d -> node.set("delivery", state(object(), d)));
    }
    return node;
  }

  /** What the phone draws beyond what the shop is told. */
  private Optional<JsonNode> card(ChatMessage message) {
    return switch (message.content()) {
      case Content.Text text -> Optional.empty();
      case Content.Image(String url) -> Optional.of(file(url));
      case Content.Video(String url, String cover, int seconds) ->
          Optional.of(file(url).put("cover_url", MediaStore.localPath(cover).orElse("")));
      case Content.File(String url) -> Optional.of(file(url));
      case Content.ProductShare(String id) -> catalog.product(id).map(this::product);
      case Content.OrderShare(String id) -> catalog.order(message.shop(), id).map(this::order);
      case Content.Voice voice -> Optional.empty();
      case Content.Other other -> Optional.empty();
    };
  }

  private ObjectNode file(String url) {
    ObjectNode node = object().put("view_url", MediaStore.localPath(url).orElse(""));
    media
        .findByUrl(url)
        .ifPresent(file ->
            node.put("name", file.name())
                .put("content_type", file.contentType())
                .put("size", file.bytes().length));
    return node;
  }

  ObjectNode product(Product product) {
    return object()
        .put("product_id", product.id())
        .put("title", product.title())
        .put("variant", product.variant())
        .put("price_fen", product.priceFen())
        .put("status", product.status().number())
        .put("on_sale", product.status() == Product.Status.ON_SALE)
        .put("picture", picture(product));
  }

  /** With the first product's words and picture for a card, and all of it for who asks. */
  ObjectNode order(Order order) {
    Order.Line first = order.lines().getFirst();
    ObjectNode node =
        object()
            .put("order_id", order.id())
            .put("shop", order.shop())
            .put("open_id", order.openId())
            .put("title", first.product().title())
            .put("variant", first.product().variant())
            .put("count", first.count())
            .put("price_fen", order.priceFen())
            .put("freight_fen", order.freightFen())
            .put("status", order.status().number())
            .put("status_label", order.status().label())
            .put("created_at", order.at().toString())
            .put("picture", picture(first.product()));
    var lines = node.putArray("products");
    for (Order.Line line : order.lines()) {
      lines
          .addObject()
          .put("product_id", line.product().id())
          .put("title", line.product().title())
          .put("count", line.count())
          .put("picture", picture(line.product()));
    }
    var steps = node.putArray("steps");
    for (OrderStep step : OrderStep.values()) {
      if (step.possibleFrom(order.status())) {
        steps.add(step.word());
      }
    }
    return node;
  }

  private static String picture(Product product) {
    return "/sim/pictures/" + product.picture().fileName();
  }

  ObjectNode delivery(Delivery delivery) {
    ObjectNode node = named(delivery);
    state(node, delivery);
    var attempts = node.putArray("attempts");
    for (Attempt attempt : delivery.attempts()) {
      attempts
          .addObject()
          .put("at", attempt.at().toString())
          .put("status", attempt.status())
          .put("body", attempt.body())
          .put("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT));
    }
    return node;
  }

  private static ObjectNode named(Delivery delivery) {
    boolean message =
        delivery.id().length() >= EVENT_ID_DIGITS_MIN
            && delivery.id().chars().allMatch(Character::isDigit);
    return object()
        .put("id", delivery.id())
        .put("msg_id", message ? delivery.id() : "")
        .put("shop", delivery.shop())
        .put("event", delivery.event())
        .put("open_id", delivery.openId());
  }

  /**
   * The delivery as a scenario determines it. Times are those of the plan, in milliseconds from the
   * scenario's beginning; what the desk wrote in its answers and when exactly it did is its own.
   */
  static ObjectNode replayed(Duration at, Delivery delivery) {
    ObjectNode node = named(delivery).put("at_ms", at.toMillis());
    node.put("state", state(object(), delivery).path("state").asString());
    var attempts = node.putArray("attempts");
    // Copies of one push end in whatever order the threads run.
    delivery.attempts().stream()
        .sorted(Comparator.comparing(Attempt::plan).thenComparing(Attempt::outcome))
        .forEach(attempt ->
            attempts
                .addObject()
                .put("at_ms", at.plus(attempt.plan()).toMillis())
                .put("status", attempt.status())
                .put("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT)));
    return node;
  }

  private static ObjectNode state(ObjectNode node, Delivery delivery) {
    switch (delivery.state()) {
      case Delivery.State.Pending(var nextAt) ->
          node.put("state", "pending").put("next_at", nextAt.toString());
      case Delivery.State.Acknowledged(var at) ->
          node.put("state", "acknowledged").putNull("next_at");
      case Delivery.State.GivenUp(var at) -> node.put("state", "given_up").putNull("next_at");
      case Delivery.State.Dropped(var at) -> node.put("state", "dropped").putNull("next_at");
    }
    return node.put("pushes", delivery.attempts().size());
  }
}
