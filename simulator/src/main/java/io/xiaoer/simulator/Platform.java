package io.xiaoer.simulator;

import io.xiaoer.simulator.api.PlatformApi;
import io.xiaoer.simulator.catalog.Catalog;
import io.xiaoer.simulator.catalog.Order;
import io.xiaoer.simulator.catalog.OrderStep;
import io.xiaoer.simulator.catalog.Pictures;
import io.xiaoer.simulator.catalog.Product;
import io.xiaoer.simulator.clock.Timeline;
import io.xiaoer.simulator.customer.Attachments;
import io.xiaoer.simulator.customer.ChatMessage;
import io.xiaoer.simulator.customer.Content;
import io.xiaoer.simulator.customer.Direction;
import io.xiaoer.simulator.customer.MessageIds;
import io.xiaoer.simulator.customer.Phone;
import io.xiaoer.simulator.customer.Phones;
import io.xiaoer.simulator.customer.Shopping;
import io.xiaoer.simulator.envelope.Chance;
import io.xiaoer.simulator.envelope.EnvelopeWriter;
import io.xiaoer.simulator.fault.Extent;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.fault.FaultOrder;
import io.xiaoer.simulator.fault.Faults;
import io.xiaoer.simulator.http.Endpoint;
import io.xiaoer.simulator.http.HttpServer;
import io.xiaoer.simulator.live.LiveFeed;
import io.xiaoer.simulator.media.MediaStore;
import io.xiaoer.simulator.page.Pages;
import io.xiaoer.simulator.page.SimulatorApi;
import io.xiaoer.simulator.push.Delivery;
import io.xiaoer.simulator.push.Played;
import io.xiaoer.simulator.push.Pusher;
import io.xiaoer.simulator.push.RetrySchedule;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.simulator.shop.Shops;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A running platform, for tests and for the demo.
 *
 * <pre>{@code
 * try (Platform platform = Platform.start()) {
 *   startMyDesk(platform.shop(), platform.baseUrl());
 *   platform.pushTo(myDesk.callbackUrl());
 *   String msgId = platform.customer("o-lin").says("在吗？");
 *   platform.awaitAcknowledged(msgId, Duration.ofSeconds(5));
 *   platform.next(new Fault.AcceptThenHangUp());
 *   myDesk.answers("在的");
 *   platform.awaitDelivered(platform.customer("o-lin"), 1, Duration.ofSeconds(5));
 * }
 * }</pre>
 */
public final class Platform implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Timeline clock;
  private final Shops shops;
  private final Faults faults;
  private final LiveFeed live;
  private final Pusher pusher;
  private final Played played;
  private final Phones phones;
  private final Catalog catalog;
  private final Shopping shopping;
  private final Attachments attachments;
  private final HttpServer server;

  /** What starting came to, for those who chose the port themselves. */
  sealed interface Started {
    record Running(Platform platform) implements Started {}

    record PortTaken(String host, int port) implements Started {}
  }

  /** Starts on a free port with one shop, {@code main}. */
  public static Platform start() {
    return start(Settings.standard());
  }

  public static Platform start(Settings settings) {
    return switch (tryStart(settings)) {
      case Started.Running(Platform platform) -> platform;
      case Started.PortTaken(String host, int port) ->
          throw new IllegalStateException("port: " + port + " on " + host + " is taken");
    };
  }

  static Started tryStart(Settings settings) {
    Assembly assembly = new Assembly(settings);
    return switch (HttpServer.start(settings.host(), settings.port(), assembly.endpoints())) {
      case HttpServer.Started.PortTaken(String host, int port) -> {
        assembly.pusher.close();
        yield new Started.PortTaken(host, port);
      }
      case HttpServer.Started.Running(HttpServer server) -> {
        assembly.server = server;
        yield new Started.Running(new Platform(assembly, server));
      }
    };
  }

  /** The parts before there is a server; download URLs need its address, known only afterwards. */
  private static final class Assembly {
    final Timeline clock;
    final Shops shops;
    final Faults faults;
    final LiveFeed live = new LiveFeed();
    final Played played = new Played();
    final Pictures pictures = new Pictures();
    final Catalog catalog;
    final MediaStore media;
    final Attachments attachments;
    final Pusher pusher;
    final Phones phones;
    final Shopping shopping;
    final RandomGenerator apiRandom;
    volatile @Nullable HttpServer server;

    Assembly(Settings settings) {
      apiRandom = random(settings, 1);
      clock = settings.clock();
      faults = new Faults(clock, live);
      shops = new Shops(settings.shops());
      catalog = new Catalog(clock);
      media = new MediaStore(clock, random(settings, 2), this::baseUrl);
      attachments = new Attachments(media, pictures);
      pusher =
          new Pusher(
              clock,
              shops,
              faults,
              live,
              new EnvelopeWriter(Chance.from(random(settings, 3))),
              new RetrySchedule(settings.timeScale()),
              settings.answerTimeout());
      phones = new Phones(clock, new MessageIds(clock, random(settings, 4)), pusher, live);
      shopping = new Shopping(clock, catalog, phones, live);
    }

    /**
     * A source for each room: pushes draw from theirs in whatever order threads run, and must not
     * change the ids of a repeated run. java.util.Random for its lock.
     */
    private static RandomGenerator random(Settings settings, int room) {
      return new Random(settings.seed() * 31 + room);
    }

    URI baseUrl() {
      HttpServer running = server;
      if (running == null) {
        throw new IllegalStateException("the simulator has not started yet");
      }
      return running.baseUrl();
    }

    List<Endpoint> endpoints() {
      return List.of(
          new PlatformApi(clock, apiRandom, shops, phones, media, catalog, faults, this::baseUrl),
          new SimulatorApi(
              clock,
              shops,
              phones,
              pusher,
              played,
              media,
              attachments,
              catalog,
              shopping,
              faults,
              live),
          new Pages(pictures));
    }
  }

  private Platform(Assembly assembly, HttpServer server) {
    this.clock = assembly.clock;
    this.shops = assembly.shops;
    this.faults = assembly.faults;
    this.live = assembly.live;
    this.pusher = assembly.pusher;
    this.played = assembly.played;
    this.phones = assembly.phones;
    this.catalog = assembly.catalog;
    this.shopping = assembly.shopping;
    this.attachments = assembly.attachments;
    this.server = server;
  }

  /** Where the API is, and the customers' page. */
  public URI baseUrl() {
    return server.baseUrl();
  }

  /** The first shop, with the secrets a desk under test needs. */
  public Shop shop() {
    return shops.first();
  }

  public Shop shop(String id) {
    return shops
        .find(id)
        .orElseThrow(() -> new IllegalArgumentException("shop: no such shop: " + id));
  }

  public List<Shop> shops() {
    return shops.all();
  }

  /** Where the first shop's events go from now on. */
  public void pushTo(URI url) {
    pushTo(shop().id(), url);
  }

  public void pushTo(String shopId, URI url) {
    shops.pushTo(shop(shopId).id(), url);
  }

  /** From now on the first shop has no push URL: its events are dropped. */
  public void pushNowhere() {
    shops.pushTo(shop().id(), null);
  }

  /** Whether the first shop's push URL passes the platform's URL check. */
  public boolean checksUrl() {
    return pusher.checkUrl(shop());
  }

  /** The first shop's customer of this open_id; a new one if there is none. */
  public Customer customer(String openId) {
    return customer(shop().id(), openId);
  }

  public Customer customer(String shopId, String openId) {
    Shop shop = shop(shopId);
    phones.open(shop.id(), openId, null);
    return new Customer(this, shop.id(), openId, phones::nextMsgId);
  }

  Customer named(String openId, String name) {
    phones.open(shop().id(), openId, name);
    return customer(openId);
  }

  /** Orders a fault for the next occasion it fits; several wait in line. */
  public void next(Fault fault) {
    next(fault, 1);
  }

  /** Orders a fault for the next so many occasions: events on the push side, calls on the API's. */
  public void next(Fault fault, int times) {
    order(new FaultOrder(fault, new Extent.Times(times)));
  }

  /** Orders a fault for every occasion from now on, for so long. */
  public void during(Duration time, Fault fault) {
    order(new FaultOrder(fault, new Extent.For(time)));
  }

  void order(FaultOrder order) {
    faults.order(order);
  }

  /** Takes back all faults, those that last among them. */
  public void clearFaults() {
    faults.clear();
  }

  /** From where the shop's API may be called from now on. */
  public void allow(String shopId, AllowedAddresses addresses) {
    shops.allow(shop(shopId).id(), addresses);
  }

  /** What getcallbackip names from now on; where pushes really come from does not change. */
  public void namesPushSources(String... addresses) {
    shops.pushFrom(List.of(addresses));
  }

  /**
   * Plays a scenario file from now on; returns at once.
   *
   * @throws IllegalArgumentException with one line that names file, key and mend
   */
  public void play(Path scenario) {
    switch (Scenario.read(scenario)) {
      case Scenario.Read.Good(Scenario good) -> good.playOn(this);
      case Scenario.Read.Wrong(String line) -> throw new IllegalArgumentException(line);
    }
  }

  Phones phones() {
    return phones;
  }

  Played played() {
    return played;
  }

  /**
   * Pushes an event that is not a customer's message; gives its name among the deliveries. An
   * order's event ({@code {"order_info":{"order_id":…}}}) moves the order on, if it can.
   */
  public String announces(String shopId, String event, String fieldsJson) {
    return announces(shopId, event, fieldsJson, phones::nextMsgId);
  }

  String announces(String shopId, String event, String fieldsJson, Supplier<String> marks) {
    try {
      if (JSON.readTree(fieldsJson) instanceof ObjectNode fields) {
        return shopping.announce(shop(shopId), event, fields, marks);
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("fields: not JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("fields: not a JSON object");
  }

  /** The shop sends the order off; look-ups say so from now on. Gives the event's name. */
  public String ships(Customer customer, String orderId) {
    return step(customer, orderId, OrderStep.DELIVER);
  }

  /** The shop sends part of the order off. */
  public String shipsPartly(Customer customer, String orderId) {
    return step(customer, orderId, OrderStep.DELIVER_PARTLY);
  }

  String step(Customer customer, String orderId, OrderStep step) {
    return switch (shopping.step(shop(customer.shop()), orderId, step)) {
      case Shopping.Asked.Done(Shopping.Told told) -> told.eventId();
      case Shopping.Asked.Unknown() ->
          throw new IllegalArgumentException("order_id: unknown: " + orderId);
      case Shopping.Asked.Impossible(Order order) ->
          throw new IllegalStateException(
              step.word() + ": not possible with an order that is " + order.status());
    };
  }

  String buy(Customer customer, String productId, int count) {
    Product product =
        catalog
            .product(productId)
            .orElseThrow(() -> new IllegalArgumentException("product_id: unknown: " + productId));
    return shopping
        .buy(shop(customer.shop()), customer.openId(), List.of(new Order.Line(product, count)), "")
        .orElseThrow(() -> new IllegalStateException("orders: as many as there may be"))
        .order()
        .id();
  }

  /** The texts the customer received, oldest first. */
  public List<String> delivered(Customer customer) {
    return received(customer).stream()
        .map(ChatMessage::content)
        .flatMap(content ->
            content instanceof Content.Text(String text)
                ? Optional.of(text).stream()
                : Optional.<String>empty().stream())
        .toList();
  }

  /** Everything the customer received, oldest first. */
  public List<ChatMessage> received(Customer customer) {
    return chat(customer).stream().filter(message -> message.direction() == Direction.IN).toList();
  }

  /** The whole conversation as it stands on the phone. */
  public List<ChatMessage> chat(Customer customer) {
    return phones.find(customer.shop(), customer.openId()).map(Phone::messages).orElse(List.of());
  }

  /** Every attempt for this message so far. */
  public Delivery delivery(String msgId) {
    return pusher
        .find(msgId)
        .orElseThrow(() -> new IllegalArgumentException("msg_id: unknown: " + msgId));
  }

  public List<Delivery> deliveries() {
    return pusher.all();
  }

  /** Waits, in real time, until the push of this message was acknowledged. */
  public void awaitAcknowledged(String msgId, Duration atMost) {
    await(
        () -> delivery(msgId).state() instanceof Delivery.State.Acknowledged,
        atMost,
        () -> "not acknowledged: " + delivery(msgId));
  }

  /** Waits, in real time, until this message is acknowledged, given up or dropped. */
  public Delivery awaitSettled(String msgId, Duration atMost) {
    await(() -> delivery(msgId).settled(), atMost, () -> "not settled: " + delivery(msgId));
    return delivery(msgId);
  }

  /** Waits, in real time, until the customer has received this many messages of any kind. */
  public List<ChatMessage> awaitDelivered(Customer customer, int messages, Duration atMost) {
    await(
        () -> received(customer).size() >= messages,
        atMost,
        () -> "received: " + received(customer).size() + " (expected: " + messages + ")");
    return received(customer);
  }

  private void await(BooleanSupplier condition, Duration atMost, Supplier<String> otherwise) {
    if (!live.await(condition, atMost)) {
      throw new AssertionError(otherwise.get() + " after " + atMost);
    }
  }

  Catalog catalog() {
    return catalog;
  }

  Attachments attachments() {
    return attachments;
  }

  Timeline clock() {
    return clock;
  }

  String say(Customer customer, Content content, Supplier<String> msgIds) {
    return phones.say(shop(customer.shop()), customer.openId(), content, msgIds).msgId();
  }

  /** Ends everything at once; events still on their way are lost with it. */
  @Override
  public void close() {
    clock.close();
    pusher.close();
    server.close();
  }
}
