package io.xiaoer.simulator.page;

import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.customer.Attachments;
import io.xiaoer.simulator.customer.ChatMessage;
import io.xiaoer.simulator.customer.Phone;
import io.xiaoer.simulator.customer.Phones;
import io.xiaoer.simulator.customer.Shopping;
import io.xiaoer.simulator.customer.Storm;
import io.xiaoer.simulator.error.ApiError;
import io.xiaoer.simulator.fault.Faults;
import io.xiaoer.simulator.http.Answer;
import io.xiaoer.simulator.http.Call;
import io.xiaoer.simulator.http.Endpoint;
import io.xiaoer.simulator.live.LiveFeed;
import io.xiaoer.simulator.media.MediaStore;
import io.xiaoer.simulator.push.Delivery;
import io.xiaoer.simulator.push.Played;
import io.xiaoer.simulator.push.Pusher;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.simulator.shop.Shops;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /sim/api}: the simulator's own handles, for its pages and for tests. */
public final class SimulatorApi implements Endpoint {
  private static final String ROOT = "/sim/api/";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HEARTBEAT_SECONDS = 10; // Jetty closes a connection idle for 30.
  private static final int OPEN_ID_CHARS_MAX = 64;
  private static final int DELIVERIES_SHOWN_MAX = 1_000;

  private final Shops shops;
  private final Phones phones;
  private final Pusher pusher;
  private final Played played;
  private final Catalog catalog;
  private final Shopping shopping;
  private final LiveFeed live;
  private final FaultRequests faults;
  private final OrderRequests orders;
  private final Views views;
  private final Requests requests;

  public SimulatorApi(
      InstantSource clock,
      Shops shops,
      Phones phones,
      Pusher pusher,
      Played played,
      MediaStore media,
      Attachments attachments,
      Catalog catalog,
      Shopping shopping,
      Faults faults,
      LiveFeed live) {
    this.shops = shops;
    this.phones = phones;
    this.pusher = pusher;
    this.played = played;
    this.catalog = catalog;
    this.shopping = shopping;
    this.live = live;
    this.faults = new FaultRequests(faults);
    this.views = new Views(clock, pusher, media, catalog);
    this.requests = new Requests(attachments, catalog);
    this.orders = new OrderRequests(catalog, shopping, views);
  }

  @Override
  public Optional<Answer> answer(Call call) {
    if (!call.path().startsWith(ROOT)) {
      return Optional.empty();
    }
    // Any page in the user's browser can reach a loopback port; only our own may act.
    if (call.header("sec-fetch-site").filter("cross-site"::equals).isPresent()) {
      return Optional.of(problem(403, "from another site"));
    }
    String[] path = call.path().substring(ROOT.length()).split("/", -1);
    return Optional.of(
        switch (path[0]) {
          case "state" -> only(path, 1) ? state() : nothing();
          case "shops" -> shops(call, path);
          case "customers" -> customers(call, path);
          case "deliveries" -> only(path, 1) ? deliveries(call) : nothing();
          case "replay" -> only(path, 1) ? replay() : nothing();
          case "storms" -> only(path, 1) ? storm(call) : nothing();
          case "errors" -> only(path, 1) ? errors() : nothing();
          case "events" -> only(path, 1) ? event(call) : nothing();
          case "orders" -> only(path, 3) ? step(call, path) : nothing();
          case "catalog" -> only(path, 1) ? catalog(call) : nothing();
          case "faults" -> only(path, 1) ? faults(call) : nothing();
          case "stream" -> only(path, 1) ? stream() : nothing();
          case String elsewhere -> nothing();
        });
  }

  private static boolean only(String[] path, int length) {
    return path.length == length;
  }

  private static Answer nothing() {
    return problem(404, "nothing here");
  }

  private static Answer.Body problem(int status, String detail) {
    Answer.Body body =
        Answer.json(status, Views.object().put("status", status).put("detail", detail));
    return new Answer.Body(status, "application/problem+json", body.headers(), body.bytes());
  }

  // --- looking

  private Answer shops(Call call, String[] path) {
    if (path.length == 3 && path[2].equals("allowed_addresses")) {
      return shops
          .find(path[1])
          .map(shop -> allow(call, shop))
          .orElseGet(() -> problem(404, "shop: unknown"));
    }
    if (!only(path, 1)) {
      return nothing();
    }
    ObjectNode answer = Views.object();
    var list = answer.putArray("shops");
    shops.all().forEach(shop -> list.add(views.shop(shop)));
    return Answer.json(200, answer);
  }

  private Answer state() {
    ObjectNode answer = Views.object();
    var shopList = answer.putArray("shops");
    shops.all().forEach(shop -> shopList.add(views.shop(shop)));
    var customerList = answer.putArray("customers");
    for (Phone phone : phones.all()) {
      ObjectNode customer = views.customer(phone);
      var messages = customer.putArray("messages");
      phone.messages().forEach(message -> messages.add(views.message(message)));
      customerList.add(customer);
    }
    return Answer.json(200, answer);
  }

  private Answer deliveries(Call call) {
    Optional<String> msgId = call.parameter("msg_id");
    List<Delivery> found =
        msgId.isPresent() ? pusher.find(msgId.get()).stream().toList() : pusher.all();
    ObjectNode answer = Views.object();
    var list = answer.putArray("deliveries");
    found.stream()
        .skip(Math.max(0, found.size() - DELIVERIES_SHOWN_MAX))
        .forEach(delivery -> list.add(views.delivery(delivery)));
    return Answer.json(200, answer);
  }

  /** What scenarios pushed, without anything that differs from one run to the next. */
  private Answer replay() {
    ObjectNode answer = Views.object();
    var list = answer.putArray("deliveries");
    for (Played.Event event : played.all()) {
      pusher.find(event.id()).ifPresent(delivery -> list.add(Views.replayed(event.at(), delivery)));
    }
    return Answer.json(200, answer);
  }

  /** The codes that can be ordered by number alone. */
  private static Answer errors() {
    ObjectNode answer = Views.object();
    var list = answer.putArray("errors");
    for (ApiError error : ApiError.values()) {
      list.addObject().put("errcode", error.code()).put("errmsg", error.message());
    }
    return Answer.json(200, answer);
  }

  private Answer catalog(Call call) {
    ObjectNode answer = Views.object();
    var products = answer.putArray("products");
    catalog.products().forEach(product -> products.add(views.product(product)));
    var orders = answer.putArray("orders");
    Optional<Shop> shop = shop(call.parameter("shop"));
    Optional<String> openId = call.parameter("open_id");
    if (shop.isPresent() && openId.isPresent()) {
      catalog
          .ordersOf(shop.get().id(), openId.get())
          .forEach(order -> orders.add(views.order(order)));
    }
    return Answer.json(200, answer);
  }

  // --- customers

  private Answer customers(Call call, String[] path) {
    if (only(path, 1)) {
      if (call.isPost()) {
        return newCustomer(call);
      }
      return call.isGet() ? allCustomers() : problem(405, "GET or POST");
    }
    if (!only(path, 3) || !(path[2].equals("messages") || path[2].equals("orders"))) {
      return nothing();
    }
    String openId = URLDecoder.decode(path[1], StandardCharsets.UTF_8);
    if (openId.isBlank() || openId.length() > OPEN_ID_CHARS_MAX) {
      return problem(400, "open_id: 1 to " + OPEN_ID_CHARS_MAX + " characters");
    }
    if (path[2].equals("orders")) {
      return ordersOf(call, openId);
    }
    if (call.isPost()) {
      return say(call, openId);
    }
    return call.isGet() ? chat(call, openId) : problem(405, "GET or POST");
  }

  private Answer allCustomers() {
    ObjectNode answer = Views.object();
    var list = answer.putArray("customers");
    phones.all().forEach(phone -> list.add(views.customer(phone)));
    return Answer.json(200, answer);
  }

  private Answer newCustomer(Call call) {
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) -> {
        Optional<Shop> shop = shop(body.path("shop").stringValueOpt());
        String openId = body.path("open_id").asString("");
        if (shop.isEmpty()) {
          yield problem(404, "shop: unknown");
        }
        if (openId.isBlank() || openId.length() > OPEN_ID_CHARS_MAX) {
          yield problem(400, "open_id: 1 to " + OPEN_ID_CHARS_MAX + " characters");
        }
        @Nullable String name = body.path("name").stringValueOpt().orElse(null);
        yield Answer.json(201, views.customer(phones.open(shop.get().id(), openId, name)));
      }
    };
  }

  private Answer chat(Call call, String openId) {
    Optional<Shop> shop = shop(call.parameter("shop"));
    if (shop.isEmpty()) {
      return problem(404, "shop: unknown");
    }
    ObjectNode answer = Views.object();
    var messages = answer.putArray("messages");
    phones
        .find(shop.get().id(), openId)
        .ifPresent(phone -> phone.messages().forEach(m -> messages.add(views.message(m))));
    return Answer.json(200, answer);
  }

  private Answer say(Call call, String openId) {
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) -> {
        Optional<Shop> shop = shop(body.path("shop").stringValueOpt());
        if (shop.isEmpty()) {
          yield problem(404, "shop: unknown");
        }
        yield switch (requests.read(shop.get().id(), openId, body)) {
          case Requests.Asked.Wrong(String why) -> problem(400, why);
          case Requests.Asked.ToSend(var content) -> {
            ChatMessage said = phones.say(shop.get(), openId, content);
            yield Answer.json(202, Views.object().put("msg_id", said.msgId()));
          }
        };
      }
    };
  }

  /** The customer's orders; {@code POST} places one. */
  private Answer ordersOf(Call call, String openId) {
    if (call.isGet()) {
      return shop(call.parameter("shop"))
          .<Answer>map(shop -> Answer.json(200, orders.of(shop, openId)))
          .orElseGet(() -> problem(404, "shop: unknown"));
    }
    if (!call.isPost()) {
      return problem(405, "GET or POST");
    }
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) ->
          shop(body.path("shop").stringValueOpt())
              .<Answer>map(shop -> {
                phones.open(shop.id(), openId, null);
                return told(orders.place(shop, openId, body));
              })
              .orElseGet(() -> problem(404, "shop: unknown"));
    };
  }

  private Answer step(Call call, String[] path) {
    if (!call.isPost()) {
      return problem(405, "POST");
    }
    String orderId = URLDecoder.decode(path[1], StandardCharsets.UTF_8);
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) ->
          shop(body.path("shop").stringValueOpt())
              .map(shop -> told(orders.step(shop, orderId, path[2])))
              .orElseGet(() -> problem(404, "shop: unknown"));
    };
  }

  private static Answer told(OrderRequests.Answered answered) {
    return switch (answered) {
      case OrderRequests.Answered.Told(int status, ObjectNode order) -> Answer.json(status, order);
      case OrderRequests.Answered.Wrong(int status, String why) -> problem(status, why);
    };
  }

  /**
   * {@code PUT} with {@code {"allowed_addresses":["10.0.0.0/8"],"bare":false}}; an empty list
   * allows all.
   */
  private Answer allow(Call call, Shop shop) {
    if (!call.method().equals("PUT")) {
      return problem(405, "PUT");
    }
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) -> {
        List<String> list =
            body.path("allowed_addresses").valueStream().map(each -> each.asString("")).toList();
        Optional<String> wrong =
            body.path("allowed_addresses").isArray()
                ? AllowedAddresses.wrong(list)
                : Optional.of("not a list");
        if (wrong.isPresent()) {
          yield problem(400, "allowed_addresses: " + wrong.get());
        }
        var allowed = new AllowedAddresses(list, body.path("bare").asBoolean(false));
        shops.allow(shop.id(), allowed);
        yield Answer.json(200, views.shop(shop.withAllowedAddresses(allowed)));
      }
    };
  }

  /** {@code {"shop","customers":50,"messages":4}}. */
  private Answer storm(Call call) {
    if (!call.isPost()) {
      return problem(405, "POST");
    }
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) -> {
        Optional<Shop> shop = shop(body.path("shop").stringValueOpt());
        int customers = body.path("customers").asInt(0);
        int messages = body.path("messages").asInt(1);
        if (shop.isEmpty()) {
          yield problem(404, "shop: unknown");
        }
        if (!Storm.possible(customers, messages)) {
          yield problem(400, "customers, messages: expected " + Storm.bounds());
        }
        new Storm(customers, messages)
            .breakLoose((openId, name, content) -> {
              phones.open(shop.get().id(), openId, name);
              phones.say(shop.get(), openId, content);
            });
        yield Answer.json(202, Views.object().put("messages", customers * messages));
      }
    };
  }

  /** Any other event of the platform: {@code {"shop","event","fields":{…}}}. */
  private Answer event(Call call) {
    if (!call.isPost()) {
      return problem(405, "POST");
    }
    return switch (read(call)) {
      case Read.Wrong(String why) -> problem(400, why);
      case Read.Fields(ObjectNode body) -> {
        Optional<Shop> shop = shop(body.path("shop").stringValueOpt());
        String event = body.path("event").asString("");
        if (shop.isEmpty()) {
          yield problem(404, "shop: unknown");
        }
        if (event.isEmpty()) {
          yield problem(400, "event: missing");
        }
        ObjectNode fields =
            body.path("fields") instanceof ObjectNode given ? given : Views.object();
        yield Answer.json(
            202,
            Views.object()
                .put("id", shopping.announce(shop.get(), event, fields, phones::nextMsgId)));
      }
    };
  }

  private Optional<Shop> shop(Optional<String> id) {
    return id.isPresent() ? shops.find(id.get()) : Optional.of(shops.first());
  }

  // --- faults

  private Answer faults(Call call) {
    return switch (call.method()) {
      case "GET" -> Answer.json(200, faults.waiting());
      case "DELETE" -> {
        faults.clear();
        yield Answer.json(200, faults.waiting());
      }
      case "POST" ->
          switch (read(call)) {
            case Read.Wrong(String why) -> problem(400, why);
            case Read.Fields(ObjectNode body) ->
                faults
                    .order(body)
                    .<Answer>map(why -> problem(400, why))
                    .orElseGet(() -> Answer.json(202, faults.waiting()));
          };
      case String other -> problem(405, "GET, POST or DELETE");
    };
  }

  // --- the stream

  /** Server-sent events: each names what changed and brings its new state. */
  private Answer stream() {
    return new Answer.Stream(
        "text/event-stream; charset=utf-8",
        Map.of(),
        out -> {
          try (LiveFeed.Subscription subscription = live.subscribe()) {
            out.write("retry: 1000\nevent: hello\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            while (!subscription.lost()) {
              LiveFeed.Change change =
                  subscription.queue().poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
              String text = change == null ? ": still here\n\n" : event(change);
              out.write(text.getBytes(StandardCharsets.UTF_8));
              out.flush();
            }
          }
        });
  }

  private String event(LiveFeed.Change change) {
    return switch (change) {
      case LiveFeed.Change.Chat(String shop, String openId, String msgId) ->
          phones
              .find(shop, openId)
              .flatMap(phone -> phone.message(msgId))
              .map(message -> event("message", views.message(message)))
              .orElse("");
      case LiveFeed.Change.Customer(String shop, String openId) ->
          phones
              .find(shop, openId)
              .map(phone -> event("customer", views.customer(phone)))
              .orElse("");
      case LiveFeed.Change.Delivery(String id) ->
          pusher.find(id).map(delivery -> event("delivery", views.delivery(delivery))).orElse("");
      case LiveFeed.Change.Order(String shop, String orderId) ->
          catalog.order(shop, orderId).map(order -> event("order", views.order(order))).orElse("");
      case LiveFeed.Change.Faults() -> event("faults", faults.waiting());
    };
  }

  private static String event(String name, ObjectNode data) {
    return "event: " + name + "\ndata: " + data + "\n\n";
  }

  // --- reading

  private sealed interface Read {
    record Fields(ObjectNode body) implements Read {}

    record Wrong(String why) implements Read {}
  }

  private static Read read(Call call) {
    try {
      return JSON.readTree(call.body()) instanceof ObjectNode object
          ? new Read.Fields(object)
          : new Read.Wrong("body: not a JSON object");
    } catch (JacksonException e) {
      return new Read.Wrong("body: not JSON: " + e.getOriginalMessage());
    }
  }
}
