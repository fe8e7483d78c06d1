package io.xiaoer.sdk.api;

import static io.xiaoer.sdk.api.FakePlatform.answers;
import static io.xiaoer.sdk.api.FakePlatform.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LookUpTest {
  private final FakePlatform platform = new FakePlatform();
  private final KfApi api = api(Duration.ofSeconds(10));

  private KfApi api(Duration deadline) {
    return new KfApi(platform.url(), "wx0123456789abcdef", "secret", () -> Instant.EPOCH, deadline);
  }

  @AfterEach
  void end() {
    platform.close();
  }

  private static <T> T found(LookUp<T> lookUp) {
    assertThat(lookUp).isInstanceOf(LookUp.Found.class);
    return ((LookUp.Found<T>) lookUp).value();
  }

  private static Failure failed(LookUp<?> lookUp) {
    assertThat(lookUp).isInstanceOf(LookUp.Failed.class);
    return ((LookUp.Failed<?>) lookUp).why();
  }

  @Test
  void readsAnOrderWithItsMasksAndWithIdsThatNoDoubleHolds() {
    platform.answer =
        """
        {"errcode":0,"errmsg":"ok","order":{
          "order_id":3704612354559743233,"openid":"o9AgO5Kd5ggOC","status":20,
          "create_time":"1658505600","update_time":1658505601,"later":[{"a":1}],
          "order_detail":{
            "product_infos":[{"product_id":10000000000123456789,"sku_id":"23424","title":"青瓷茶杯",
              "thumb_img":"https://mmecimage.cn/p/1","sku_cnt":2,"sale_price":6900,
              "sku_attrs":[{"attr_key":"颜色","attr_value":"天青釉"}]}],
            "price_info":{"product_price":13800,"order_price":14300.0,"freight":500},
            "pay_info":{"pay_time":1658509200},
            "delivery_info":{
              "address_info":{"user_name":"张**","tel_number":"138****0000","province_name":"广东省",
                "city_name":"广州市","county_name":"海珠区","detail_info":"*****"},
              "delivery_product_info":[{"waybill_id":"SF001","delivery_id":"SF"}]},
            "ext_info":{"customer_notes":"轻放","merchant_notes":"老客"}}}}
        """;
    Order order = found(api.order("3704612354559743233"));
    assertThat(order)
        .isEqualTo(
            new Order(
                "3704612354559743233",
                "o9AgO5Kd5ggOC",
                new OrderStatus(20),
                Instant.ofEpochSecond(1_658_505_600),
                List.of(
                    new Order.Item(
                        "10000000000123456789",
                        "23424",
                        "青瓷茶杯",
                        "https://mmecimage.cn/p/1",
                        2L,
                        6_900L,
                        List.of(new SkuAttribute("颜色", "天青釉")))),
                13_800L,
                14_300L,
                500L,
                Instant.ofEpochSecond(1_658_509_200),
                new Order.Address("张**", "138****0000", "广东省", "广州市", "海珠区", "*****"),
                List.of(new Order.Parcel("SF001", "SF")),
                "轻放",
                "老客"));
    assertThat(order.toString()).isEqualTo("Order[3704612354559743233, OrderStatus[code=20]]");
    assertThat(order.address().toString()).isEqualTo("Address[…]");
    FakePlatform.Asked asked = platform.asked.get(0);
    assertThat(asked.path()).isEqualTo("/channels/ec/order/get");
    assertThat(asked.body()).isEqualTo("{\"order_id\":\"3704612354559743233\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errcode\":0,\"order\":{\"order_id\":\"7\"}}",
        "{\"order\":{\"order_id\":\"7\",\"status\":null,\"create_time\":0,\"order_detail\":null}}",
        "{\"order\":{\"order_id\":\"7\",\"status\":\"x\",\"create_time\":1e30,\"order_detail\":[]}}",
        "{\"order\":{\"order_id\":7,\"order_detail\":{\"price_info\":{\"freight\":1e999999999,"
            + "\"order_price\":1.5},\"product_infos\":{},\"pay_info\":{\"pay_time\":9e17}}}}",
      })
  void toleratesWhatIsMissingOrOfAnotherShape(String answer) {
    platform.answer = answer;
    Order order = found(api.order("7"));
    assertThat(order.id()).isEqualTo("7");
    assertThat(order.status()).isNull();
    assertThat(order.createdAt()).isNull();
    assertThat(order.paidAt()).isNull();
    assertThat(order.orderPriceFen()).isNull();
    assertThat(order.freightFen()).isNull();
    assertThat(order.goods()).isEmpty();
    assertThat(order.address().userName()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10,AWAITING_PAYMENT",
    "20,AWAITING_SHIPMENT",
    "21,PARTLY_SHIPPED",
    "30,AWAITING_RECEIPT",
    "100,COMPLETED",
    "190,CANCELLED",
    "200,CANCELLED",
    "250,CANCELLED",
    "12,UNKNOWN",
    "-3,UNKNOWN"
  })
  void keepsAStatusItDoesNotKnow(int code, OrderStatus.Stage stage) {
    platform.answer = "{\"order\":{\"order_id\":\"7\",\"status\":" + code + "}}";
    Order order = found(api.order("7"));
    assertThat(order.status()).isEqualTo(new OrderStatus(code));
    assertThat(new OrderStatus(code).stage()).isEqualTo(stage);
  }

  @Test
  void readsAProductOnSale() {
    platform.answer =
        """
        {"errcode":0,"errmsg":"ok","product":{"product_id":10000000000123456789,"title":"青瓷茶杯",
          "head_imgs":["https://a/1",null,"https://a/2",{}],"min_price":"6900","status":5,
          "skus":[{"sku_id":90071992547409931,"thumb_img":"https://a/3","sale_price":6900,
            "stock_num":12,"sku_attrs":[{"attr_key":"颜色","attr_value":"天青釉"}]}]}}
        """;
    Product product = found(api.product("10000000000123456789"));
    assertThat(product)
        .isEqualTo(
            new Product(
                "10000000000123456789",
                "青瓷茶杯",
                List.of("https://a/1", "https://a/2"),
                6_900L,
                5,
                List.of(
                    new Product.Sku(
                        "90071992547409931",
                        "https://a/3",
                        6_900L,
                        12L,
                        List.of(new SkuAttribute("颜色", "天青釉"))))));
    assertThat(product.isOnSale()).isTrue();
    assertThat(platform.asked.get(0).body())
        .isEqualTo("{\"product_id\":\"10000000000123456789\",\"data_type\":1}");
  }

  @Test
  void isNotOnSaleWithAnotherStatusOrNone() {
    platform.answer = "{\"product\":{\"product_id\":\"1\",\"status\":11}}";
    assertThat(found(api.product("1")).isOnSale()).isFalse();
    platform.answer = "{\"product\":{\"product_id\":\"1\"}}";
    assertThat(found(api.product("1")).isOnSale()).isFalse();
  }

  @Test
  void boundsItsLists() {
    platform.answer =
        "{\"product\":{\"product_id\":\"1\",\"head_imgs\":["
            + "\"https://a\",".repeat(80)
            + "\"\"],\"skus\":["
            + "{},".repeat(1_500)
            + "{}]}}";
    Product product = found(api.product("1"));
    assertThat(product.headImageUrls()).hasSize(50);
    assertThat(product.skus()).hasSize(1_000);
  }

  @Test
  void readsALongDescriptionAndNoEndlessOne() {
    String begin = "{\"product\":{\"product_id\":\"1\",\"desc_info\":\"";
    platform.answer = begin + "x".repeat(2_000_000) + "\"}}";
    assertThat(found(api.product("1")).id()).isEqualTo("1");
    platform.answer = begin + "x".repeat(5_000_000) + "\"}}";
    assertThat(failed(api.product("1"))).isInstanceOf(Failure.Unknown.class);
    platform.answer = "{\"product\":{\"product_id\":\"1\",\"a\":[" + "0,".repeat(300_000) + "0]}}";
    assertThat(failed(api.product("1"))).isInstanceOf(Failure.Unknown.class);
    platform.answer = "{\"a\":" + "[".repeat(100_000);
    assertThat(failed(api.product("1"))).isInstanceOf(Failure.Unknown.class);
  }

  @Test
  void tellsFailuresApart() {
    ApiError none = new ApiError(10020052, "order not found", "1-2");
    platform.nextAnswers.add(says(10020052, "order not found rid: 1-2"));
    assertThat(failed(api.order("1"))).isEqualTo(new Failure.Refused(none));
    platform.nextAnswers.add(says(-1, "busy"));
    assertThat(failed(api.order("1"))).isInstanceOf(Failure.Busy.class);
    platform.nextAnswers.add(says(45011, "slow"));
    assertThat(failed(api.product("1"))).isInstanceOf(Failure.Throttled.class);
    platform.nextAnswers.add(says(48001, "unauthorized"));
    assertThat(failed(api.callbackAddresses())).isInstanceOf(Failure.Misconfigured.class);
    platform.nextAnswers.add(answers(200, "{\"errmsg\":\"ok\"}"));
    assertThat(failed(api.order("1")))
        .isEqualTo(new Failure.Unknown("HTTP 200 with an answer without order"));
    platform.nextAnswers.add(answers(500, "x"));
    assertThat(failed(api.order("1"))).isEqualTo(new Failure.Unknown("HTTP 500"));
    KfApi hurried = api(Duration.ofMillis(1_500));
    platform.nextAnswers.add(platform.silent());
    assertThat(failed(hurried.order("1"))).isEqualTo(new Failure.Unknown("no answer in time"));
    platform.nextTokens.add(answers(502, ""));
    assertThat(failed(api(Duration.ofSeconds(5)).order("1")))
        .isEqualTo(new Failure.NotSent("no access token: HTTP 502"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errcode\":0,\"errmsg\":\"ok\"}",
        "{\"errcode\":0,\"product\":null}",
        "{\"errcode\":0,\"product\":{}}"
      })
  void saysThatThereIsNoProductThatWasNeverOnSale(String answer) {
    platform.answer = answer;
    assertThat(api.product("1")).isEqualTo(new LookUp.Absent<Product>());
  }

  @Test
  void renewsARefusedTokenOnceForEveryCall() {
    for (int i = 1; i <= 3; i++) {
      platform.nextAnswers.add(says(42001, "expired rid: 1"));
      platform.answer = "{\"order\":{\"order_id\":\"7\"}}";
      assertThat(found(api.order("7")).id()).isEqualTo("7");
      assertThat(platform.tokenCalls).hasValue(1 + i);
    }
  }

  @Test
  void readsTheAddressesFromWhichThePlatformPushesAndReportsWhatItCannotRead() throws Exception {
    platform.answer =
        "{\"ip_list\":[\"101.226.233.128\",\"81.69.101.0/24\",\"2402:4e00::/32\",\"nonsense\",7,null]}";
    CallbackAddresses addresses = found(api.callbackAddresses());
    assertThat(platform.asked.get(0).method()).isEqualTo("GET");
    assertThat(addresses.blocks())
        .extracting(AddressBlock::toString)
        .containsExactly("101.226.233.128/32", "81.69.101.0/24", "2402:4e00:0:0:0:0:0:0/32");
    assertThat(addresses.malformed()).containsExactly("nonsense", "7", "");
    assertThat(addresses.contains(InetAddress.getByName("81.69.101.77"))).isTrue();
    assertThat(addresses.contains(InetAddress.getByName("2402:4e00:1::7"))).isTrue();
    assertThat(addresses.contains(InetAddress.getByName("101.226.233.129"))).isFalse();
  }

  @Test
  void doesNotTakeAnEmptyListForAnAnswer() {
    platform.answer = "{\"ip_list\":[]}";
    assertThat(failed(api.callbackAddresses()))
        .isEqualTo(new Failure.Unknown("HTTP 200 with an answer without ip_list"));
  }
}
