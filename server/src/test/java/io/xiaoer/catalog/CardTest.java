package io.xiaoer.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.Settings;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.Shop;
import io.xiaoer.store.Database;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Cards of a running server, looked up at a running simulator whose line fails. */
@ParameterizedClass
@EnumSource(Engine.class)
class CardTest {
  /** What is known of a product is of one shop; where look-ups fail, nothing may be known yet. */
  private static final List<String> SHOPS = List.of("main", "busy", "barred", "ending");

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform =
        Platform.start(Settings.standard().withShops(SHOPS.stream().map(Shop::example).toList()));
    server = startServer(engine);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  /** No fault, and no look-up that would meet the next one, is left to the next test. */
  @AfterEach
  void endInPeace() {
    platform.clearFaults();
    Soon.await()
        .alias("nothing is to be looked up")
        .until(() ->
            server
                    .bean("desk", Database.class)
                    .read(
                        jdbc -> jdbc.sql("SELECT count(*) FROM look_up").query(Long.class).single())
                == 0);
  }

  private static TestServer startServer(Engine engine) {
    List<String> settings = new ArrayList<>();
    for (Shop shop : platform.shops()) {
      String at = "xiaoer.shops[" + settings.size() / 8 + "].";
      settings.addAll(
          List.of(
              at + "id=" + shop.id(),
              at + "user-name=" + shop.userName(),
              at + "app-id=" + shop.appId(),
              at + "app-secret=" + shop.appSecret(),
              at + "token=" + shop.token(),
              at + "encoding-aes-key=" + shop.encodingAesKey(),
              at + "api-base-url=" + platform.baseUrl(),
              at + "allow-private-media-hosts=true"));
    }
    TestServer started =
        TestServer.start(engine, data.resolve(engine.name()), settings.toArray(String[]::new));
    for (Shop shop : platform.shops()) {
      platform.pushTo(shop.id(), started.url("/callback/" + shop.id()));
    }
    return started;
  }

  @Test
  void aSharedProductIsDrawnWithWhatThePlatformSaysOfIt() {
    Customer customer = platform.customer("oCard1");
    shared(customer.sharesProduct("10000000001002"));
    JsonNode share = share("oCard1", "product_share", "ready");
    JsonNode card = share.path("card");
    assertThat(share.path("product_id").asString()).isEqualTo("10000000001002");
    assertThat(card.path("title").asString()).isEqualTo("家用紫砂小茶壶 一人饮");
    assertThat(card.path("price").asLong()).isEqualTo(25_800);
    assertThat(card.path("status").asInt()).isEqualTo(5);
    assertThat(card.path("on_sale").asBoolean()).isTrue();
    assertThat(card.has("picture_url")).isTrue();
    assertThat(card.toString()).as("the platform's address stays here").doesNotContain("http");
  }

  @Test
  void thePictureOnACardIsOurOwnCopy() {
    shared(platform.customer("oCard12").sharesProduct("10000000001001"));
    JsonNode card =
        awaited(
                "/api/v1/conversations/" + conversation("oCard12") + "/messages",
                "messages",
                message ->
                    message.path("product_share").path("card").path("picture_url").isString())
            .path("product_share")
            .path("card");
    HttpResponse<String> picture =
        server.send(
            HttpRequest.newBuilder(server.url(card.path("picture_url").asString()))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type").orElse("")).startsWith("image/");
  }

  @Test
  void aSharedOrderIsDrawnWithItsGoodsAndAMaskedAddress() {
    Customer customer = platform.customer("oCard2");
    String order = customer.orders().getFirst();
    shared(customer.sharesOrder(order));
    JsonNode share = share("oCard2", "order_share", "ready");
    JsonNode card = share.path("card");
    assertThat(share.path("order_id").asString()).isEqualTo(order);
    assertThat(card.path("of_this_customer").asBoolean()).isTrue();
    assertThat(card.path("status").isInt()).isTrue();
    assertThat(card.path("order_price").asLong()).isPositive();
    assertThat(card.path("address_mask").asString()).contains("*");
    JsonNode product = card.path("products").path(0);
    assertThat(product.path("product_id").asString()).startsWith("1000000000100");
    assertThat(product.path("count").asInt()).isPositive();
    assertThat(product.path("sale_price").asLong()).isPositive();
    assertThat(product.path("attributes").asString()).contains(":");
    assertThat(card.toString()).doesNotContain("http").doesNotContain("oCard2");

    JsonNode orders = orders("oCard2", "");
    assertThat(orders.size()).isEqualTo(1);
    assertThat(orders.path(0).path("order_id").asString()).isEqualTo(order);
    assertThat(orders("oCard2", order.substring(3, 9)).size()).isEqualTo(1);
    assertThat(orders("oCard2", "%").size()).as("no wildcard for callers").isZero();
  }

  @Test
  void anOrderThatMovesIsDrawnAnewAndIsFoundThoughItWasNeverShared() {
    Customer customer = platform.customer("oCard11");
    shared(customer.says("在吗"));
    String conversation = conversation("oCard11");
    String order = customer.buys("10000000001001", 2);
    awaited(
        "/api/v1/conversations/" + conversation + "/orders",
        "orders",
        one ->
            one.path("order_id").asString().equals(order)
                && one.path("status_text_key").asString("").equals("awaiting_payment"));
    shared(customer.sharesOrder(order));
    share("oCard11", "order_share", "ready");
    customer.pays(order);
    awaitStage(conversation, "awaiting_shipment");
    platform.ships(customer, order);
    JsonNode shipped = awaitStage(conversation, "awaiting_receipt");
    assertThat(shipped.path("waybills").path(0).path("waybill_id").asString()).isNotEmpty();
    assertThat(shipped.path("products").path(0).path("count").asInt()).isEqualTo(2);
  }

  private JsonNode awaitStage(String conversation, String stage) {
    return awaited(
            "/api/v1/conversations/" + conversation + "/messages",
            "messages",
            message ->
                message
                    .path("order_share")
                    .path("card")
                    .path("status_text_key")
                    .asString("")
                    .equals(stage))
        .path("order_share")
        .path("card");
  }

  @Test
  void anOrderOfSomebodyElseIsSaidToBeOneAndIsNotAmongTheCustomersOrders() {
    Customer owner = platform.customer("oCard3");
    String order = owner.orders().getFirst();
    shared(owner.sharesOrder(order));
    share("oCard3", "order_share", "ready");
    shared(platform.customer("oCard4").sharesOrder(order));
    JsonNode card = share("oCard4", "order_share", "ready").path("card");
    assertThat(card.path("of_this_customer").asBoolean(true)).isFalse();
    assertThat(orders("oCard4", "").size()).isZero();
  }

  @Test
  void aBusyPlatformIsAskedAgainAndARefusalLeavesTheIdReadable() {
    platform.next(new Fault.Refuse(-1, "system error"));
    Customer customer = platform.customer("busy", "oCard5");
    shared(customer.sharesProduct("10000000001003"));
    share("oCard5", "product_share", "ready");

    shared(platform.customer("busy", "oCard6").sharesProduct("999"));
    JsonNode share = share("oCard6", "product_share", "failed");
    assertThat(share.path("product_id").asString()).isEqualTo("999");
    assertThat(share.path("card").path("reason").asString()).isEqualTo("refused");
  }

  @Test
  void aMissingPermissionIsSaidAndTheCardComesWhenItIsAskedForAgain() {
    platform.next(new Fault.Refuse(48001, "api unauthorized"));
    shared(platform.customer("barred", "oCard7").sharesProduct("10000000001004"));
    JsonNode share = share("oCard7", "product_share", "failed");
    assertThat(share.path("card").path("reason").asString()).isEqualTo("not_authorised");
    JsonNode asked = server.get("/api/v1/shops/barred/products/10000000001004");
    assertThat(asked.path("state").asString()).isEqualTo("ready");
    assertThat(share("oCard7", "product_share", "ready").path("card").has("reason")).isFalse();
  }

  @Test
  void whatWasToBeLookedUpWhenTheServerEndedIsLookedUpByTheNext() {
    platform.during(Duration.ofMinutes(5), new Fault.HangUp());
    shared(platform.customer("ending", "oCard8").sharesProduct("10000000001005"));
    JsonNode waiting = share("oCard8", "product_share", "pending").path("card");
    assertThat(waiting.path("title").isMissingNode()).isTrue();
    server.close();
    platform.clearFaults();
    server = startServer(engine);
    share("oCard8", "product_share", "ready");
  }

  @Test
  void productsAndOrdersAreFoundByIdAndKnownProductsByTheirTitle() {
    JsonNode cup = server.get("/api/v1/shops/main/products/10000000001001");
    assertThat(cup.path("product_id").asString()).isEqualTo("10000000001001");
    assertThat(cup.path("state").asString()).isEqualTo("ready");
    assertThat(
            server
                .get("/api/v1/shops/main/products?query=%E9%9D%92%E7%93%B7")
                .path("products")
                .size())
        .isEqualTo(1);
    assertThat(server.get("/api/v1/shops/main/products?query=zzz").path("products").size())
        .isZero();
    JsonNode unknown = server.get("/api/v1/shops/main/orders/1");
    assertThat(unknown.path("state").asString()).isEqualTo("failed");
    assertThat(unknown.path("order_id").asString()).isEqualTo("1");
    assertThat(status("/api/v1/shops/main/orders/a%20b")).isEqualTo(400);
    assertThat(status("/api/v1/shops/nobody/orders/1")).isEqualTo(404);
    assertThat(status("/api/v1/shops/main/products?limit=101")).isEqualTo(400);
    assertThat(status("/api/v1/conversations/999/orders")).isEqualTo(404);
  }

  @Test
  void whatTheShopSharesHasItsCardAndAnotherCustomersOrderIsNotShared() {
    Customer owner = platform.customer("oCard9");
    shared(owner.sharesOrder(owner.orders().getFirst()));
    share("oCard9", "order_share", "ready");
    shared(platform.customer("oCard10").says("在吗"));
    String conversation = "/api/v1/conversations/" + conversation("oCard10") + "/messages";
    HttpResponse<String> product =
        server.post(
            conversation,
            "{\"client_id\":\"c1\",\"type\":\"product_share\",\"product_id\":\"10000000001006\"}");
    assertThat(product.statusCode()).as(product.body()).isEqualTo(202);
    assertThat(share("oCard10", "product_share", "ready").path("card").path("title").asString())
        .isEqualTo("桂花香薰蜡烛 大豆蜡 40 小时");
    String orderOf = "{\"client_id\":\"%s\",\"type\":\"order_share\",\"order_id\":\"%s\"}";
    HttpResponse<String> anothers =
        server.post(conversation, orderOf.formatted("c2", owner.orders().getFirst()));
    assertThat(anothers.statusCode()).isEqualTo(422);
    assertThat(anothers.body()).contains("order_of_another");
    server.get("/api/v1/shops/main/orders/404");
    HttpResponse<String> unknown = server.post(conversation, orderOf.formatted("c3", "404"));
    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(unknown.body()).contains("no_such_order");
  }

  private void shared(String msgId) {
    platform.awaitAcknowledged(msgId, Soon.AT_MOST);
  }

  private int status(String path) {
    return server
        .send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY))
        .statusCode();
  }

  private JsonNode orders(String openId, String query) {
    return server
        .get(
            "/api/v1/conversations/%s/orders?query=%s"
                .formatted(conversation(openId), URLEncoder.encode(query, StandardCharsets.UTF_8)))
        .path("orders");
  }

  private String conversation(String openId) {
    return awaited(
            "/api/v1/conversations?limit=1000",
            "conversations",
            one -> one.path("open_id").asString().equals(openId))
        .path("id")
        .asString();
  }

  /** Waits for the customer's newest share to have a card in this state. */
  private JsonNode share(String openId, String type, String state) {
    return awaited(
            "/api/v1/conversations/" + conversation(openId) + "/messages",
            "messages",
            message -> message.path(type).path("card").path("state").asString("").equals(state))
        .path(type);
  }

  private JsonNode awaited(String path, String list, Predicate<JsonNode> wanted) {
    return Soon.find(
        path, () -> server.get(path).path(list).valueStream().filter(wanted).findFirst());
  }
}
