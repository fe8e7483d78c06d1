package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.Shop;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Orders that are placed and move on: events and look-ups tell the same story. */
class OrdersTest {
  private static final String CUP = "10000000001001";

  private final HttpClient http = HttpClient.newHttpClient();
  private Receiver desk;
  private Platform platform;
  private Customer lin;

  @BeforeEach
  void start() throws Exception {
    desk = new Receiver();
    platform =
        Platform.start(
            Settings.standard()
                .withShops(
                    List.of(
                        Shop.example("main")
                            .withMode(Mode.PLAINTEXT, Format.JSON)
                            .withPushUrl(desk.url()))));
    lin = platform.customer("o-lin");
  }

  @AfterEach
  void stop() {
    platform.close();
    desk.close();
    http.close();
  }

  private record Answer(int status, JsonNode json) {}

  private Answer post(String path, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(platform.baseUrl() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
  }

  private JsonNode lookUp(String what, String body) throws Exception {
    Shop shop = platform.shop();
    String token =
        post(
                "/cgi-bin/stable_token",
                "{\"grant_type\":\"client_credential\",\"appid\":\"%s\",\"secret\":\"%s\"}"
                    .formatted(shop.appId(), shop.appSecret()))
            .json()
            .path("access_token")
            .asString();
    return post("/channels/ec/" + what + "/get?access_token=" + token, body).json();
  }

  private JsonNode order(String id) throws Exception {
    return lookUp("order", "{\"order_id\":\"" + id + "\"}").path("order");
  }

  private JsonNode lastEvent(String id) {
    platform.awaitAcknowledged(id, Duration.ofSeconds(10));
    return JsonMapper.shared().readTree(desk.pushes.getLast().body());
  }

  @Test
  void anOrderMovesFromPlacedToDoneInEventsAndLookUpsAlike() throws Exception {
    String id = lin.buys(CUP, 2);
    assertThat(id).as("as the platform's: 19 digits").matches("37[0-9]{17}");
    assertThat(order(id).path("status").asInt()).isEqualTo(10);
    assertThat(order(id).path("openid").asString()).isEqualTo("o-lin");
    assertThat(order(id).at("/order_detail/price_info/order_price").asInt()).isEqualTo(13_800);
    assertThat(order(id).at("/order_detail/pay_info/pay_time").asLong()).isZero();

    JsonNode paid = lastEvent(lin.pays(id));
    assertThat(paid.path("Event").asString()).isEqualTo("channels_ec_order_pay");
    assertThat(paid.path("FromUserName").asString()).isEqualTo("o-lin");
    // A number above 2^53, as in the samples of these events.
    assertThat(paid.at("/order_info/order_id").isIntegralNumber()).isTrue();
    assertThat(paid.at("/order_info/order_id").asString()).isEqualTo(id);
    assertThat(order(id).path("status").asInt()).isEqualTo(20);
    assertThat(order(id).at("/order_detail/pay_info/pay_time").asLong())
        .isEqualTo(paid.at("/order_info/pay_time").asLong());

    assertThat(lastEvent(platform.shipsPartly(lin, id)).at("/order_info/finish_delivery").asInt(9))
        .isZero();
    assertThat(order(id).path("status").asInt()).isEqualTo(21);
    lastEvent(platform.ships(lin, id));
    assertThat(order(id).path("status").asInt()).isEqualTo(30);
    assertThat(order(id).at("/order_detail/delivery_info/delivery_product_info")).hasSize(1);
    assertThat(lastEvent(lin.confirms(id)).path("Event").asString())
        .isEqualTo("channels_ec_order_confirm");
    assertThat(order(id).path("status").asInt()).isEqualTo(100);
    assertThatThrownBy(() -> lin.cancels(id)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCustomerHasSeveralOrdersNewestFirst() {
    String first = lin.buys(CUP);
    String second = lin.buys("10000000001002");
    assertThat(lin.orders()).hasSize(4).doesNotHaveDuplicates().contains(first, second);
    assertThat(lin.orders().subList(0, 2)).containsExactlyInAnyOrder(first, second);
    assertThat(platform.customer("o-zhou").orders()).doesNotContainAnyElementsOf(lin.orders());
  }

  @Test
  void anOrdersEventSentByHandMovesTheOrderToo() throws Exception {
    String id = lin.buys(CUP);
    Answer sent =
        post(
            "/sim/api/events",
            "{\"shop\":\"main\",\"event\":\"channels_ec_order_pay\","
                + "\"fields\":{\"order_info\":{\"order_id\":%s}}}".formatted(id));
    assertThat(sent.status()).isEqualTo(202);
    assertThat(order(id).path("status").asInt()).isEqualTo(20);
    assertThat(lastEvent(sent.json().path("id").asString()).path("FromUserName").asString())
        .isEqualTo("o-lin");
  }

  @Test
  void ordersArePlacedAndMovedOverHttpAndWhatCannotBeIsNamed() throws Exception {
    String orders = "/sim/api/customers/o-wu/orders";
    Answer placed =
        post(
            orders,
            "{\"shop\":\"main\",\"products\":[{\"product_id\":\"10000000001005\",\"count\":1},"
                + "{\"product_id\":\"10000000001001\"}],\"customer_notes\":\"送礼\"}");
    assertThat(placed.status()).isEqualTo(201);
    String id = placed.json().path("order_id").asString();
    JsonNode shown = order(id);
    assertThat(shown.at("/order_detail/product_infos")).hasSize(2);
    assertThat(shown.at("/order_detail/ext_info/customer_notes").asString()).isEqualTo("送礼");
    assertThat(shown.at("/order_detail/price_info/product_price").asInt()).isEqualTo(11_400);

    Answer early = post("/sim/api/orders/" + id + "/deliver", "{\"shop\":\"main\"}");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.json().path("detail").asString()).contains("possible: pay, cancel");
    Answer cancelled = post("/sim/api/orders/" + id + "/cancel", "{\"shop\":\"main\"}");
    assertThat(cancelled.json().path("status").asInt()).isEqualTo(250);
    assertThat(post("/sim/api/orders/1/pay", "{}").status()).isEqualTo(404);
    assertThat(post("/sim/api/orders/" + id + "/eat", "{}").status()).isEqualTo(404);
    assertThat(post(orders, "{\"products\":[]}").status()).isEqualTo(400);
    assertThat(post(orders, "{\"products\":[{\"product_id\":\"1\"}]}").status()).isEqualTo(400);
    assertThat(post(orders, "{\"products\":[{\"product_id\":\"10000000001007\"}]}").status())
        .isEqualTo(409);
  }

  @Test
  void picturesOfProductsAndOrdersAreRealAndOneProductIsNoLongerSold() throws Exception {
    JsonNode cup = lookUp("product", "{\"product_id\":\"" + CUP + "\"}").path("product");
    JsonNode set = lookUp("product", "{\"product_id\":\"10000000001007\"}").path("product");
    assertThat(cup.path("status").asInt()).isEqualTo(5);
    assertThat(set.path("status").asInt()).isEqualTo(11);
    for (JsonNode each :
        List.of(
            cup.at("/head_imgs/0"),
            set.at("/skus/0/thumb_img"),
            order(lin.buys(CUP)).at("/order_detail/product_infos/0/thumb_img"))) {
      byte[] bytes =
          http.send(
                  HttpRequest.newBuilder(URI.create(each.asString())).build(),
                  HttpResponse.BodyHandlers.ofByteArray())
              .body();
      assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth()).isEqualTo(480);
    }
  }
}
