package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.simulator.clock.HandTurnedClock;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.AllowedAddresses;
import io.xiaoer.simulator.shop.Shop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ApiTest {
  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");
  private static final String SEND = "/channels/ec/commkf/sendmsg";

  private final HandTurnedClock clock = HandTurnedClock.startingAt(START);
  private final HttpClient http = HttpClient.newHttpClient();
  private Platform platform;
  private Customer lin;

  @BeforeEach
  void start() {
    platform = Platform.start(Settings.standard().withClock(clock));
    lin = platform.customer("lin");
  }

  @AfterEach
  void stop() {
    platform.close();
    http.close();
  }

  // --- speaking HTTP

  private HttpResponse<byte[]> call(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private URI at(String path) {
    return URI.create(platform.baseUrl() + path);
  }

  private JsonNode post(String path, String body) throws Exception {
    HttpResponse<byte[]> answer =
        call(
            HttpRequest.newBuilder(at(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private JsonNode get(String path) throws Exception {
    return JsonMapper.shared().readTree(call(HttpRequest.newBuilder(at(path)).build()).body());
  }

  private JsonNode stable(boolean force) throws Exception {
    return post(
        "/cgi-bin/stable_token",
        "{\"grant_type\":\"client_credential\",\"appid\":\"%s\",\"secret\":\"%s\",\"force_refresh\":%s}"
            .formatted(platform.shop().appId(), platform.shop().appSecret(), force));
  }

  private String token() throws Exception {
    return stable(false).path("access_token").asString();
  }

  private JsonNode send(String body) throws Exception {
    return post(SEND + "?access_token=" + token(), body);
  }

  private JsonNode sendText(String text) throws Exception {
    return send(
        "{\"open_id\":\"lin\",\"msg_type\":\"text\",\"text\":{\"content\":\"" + text + "\"}}");
  }

  private JsonNode upload(String type, byte[] bytes) throws Exception {
    String head =
        "--b\r\nContent-Disposition: form-data; name=\"open_id\"\r\n\r\nlin\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"msg_type\"\r\n\r\n"
            + type
            + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"杯.bin\"\r\n"
            + "Content-Type: image/jpeg\r\n\r\n";
    HttpRequest request =
        HttpRequest.newBuilder(at("/channels/ec/commkf/cosupload?access_token=" + token()))
            .header("Content-Type", "multipart/form-data; boundary=b")
            .POST(
                HttpRequest.BodyPublishers.ofByteArrays(
                    List.of(
                        head.getBytes(StandardCharsets.UTF_8),
                        bytes,
                        "\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8))))
            .build();
    return JsonMapper.shared().readTree(call(request).body());
  }

  private static int code(JsonNode answer) {
    return answer.path("errcode").asInt(-99);
  }

  // --- tokens

  @Test
  void theStableTokenStaysTheSameUntilFiveMinutesBeforeItsEnd() throws Exception {
    String first = token();
    clock.advance(Duration.ofMinutes(114));
    JsonNode near = stable(false);
    assertThat(near.path("access_token").asString()).isEqualTo(first);
    assertThat(near.path("expires_in").asInt()).isEqualTo(360);
    clock.advance(Duration.ofMinutes(2));
    JsonNode renewed = stable(false);
    assertThat(renewed.path("access_token").asString()).isNotEqualTo(first);
    assertThat(renewed.path("expires_in").asInt()).isEqualTo(7_200);
    assertThat(code(get("/cgi-bin/getcallbackip?access_token=" + first))).isEqualTo(-99);
    clock.advance(Duration.ofMinutes(4));
    assertThat(code(get("/cgi-bin/getcallbackip?access_token=" + first))).isEqualTo(42_001);
  }

  @Test
  void aForcedRefreshVoidsTheOldTokenThirtySecondsApartAndTwentyTimesADay() throws Exception {
    String first = token();
    assertThat(stable(true).path("access_token").asString()).isNotEqualTo(first);
    assertThat(code(get("/cgi-bin/getcallbackip?access_token=" + first))).isEqualTo(40_001);
    assertThat(code(stable(true))).isEqualTo(45_011);
    for (int i = 0; i < 19; i++) {
      clock.advance(Duration.ofSeconds(31));
      assertThat(stable(true).has("access_token")).isTrue();
    }
    clock.advance(Duration.ofSeconds(31));
    assertThat(code(stable(true))).isEqualTo(45_009);
  }

  @Test
  void theOlderTokenIsAWorldOfItsOwn() throws Exception {
    String path =
        "/cgi-bin/token?grant_type=client_credential&appid=%s&secret=%s"
            .formatted(platform.shop().appId(), platform.shop().appSecret());
    String stable = token();
    String older = get(path).path("access_token").asString();
    assertThat(older).isNotEqualTo(stable).isNotEmpty();
    assertThat(get(path).path("access_token").asString()).isNotEqualTo(older);
    assertThat(get("/cgi-bin/getcallbackip?access_token=" + stable).has("ip_list")).isTrue();
    assertThat(get("/cgi-bin/getcallbackip?access_token=" + older).has("ip_list")).isTrue();
  }

  @Test
  void wrongCredentialsAreNamedOneByOne() throws Exception {
    String appId = platform.shop().appId();
    record Case(String body, int expected) {}
    for (Case each :
        List.of(
            new Case("", 44_002),
            new Case("{", 47_001),
            new Case("{\"grant_type\":\"x\"}", 40_002),
            new Case("{\"grant_type\":\"client_credential\"}", 41_002),
            new Case("{\"grant_type\":\"client_credential\",\"appid\":\"" + appId + "\"}", 41_004),
            new Case(
                "{\"grant_type\":\"client_credential\",\"appid\":\"wxno\",\"secret\":\"s\"}",
                40_013),
            new Case(
                "{\"grant_type\":\"client_credential\",\"appid\":\""
                    + appId
                    + "\",\"secret\":\"s\"}",
                40_125))) {
      assertThat(code(post("/cgi-bin/stable_token", each.body())))
          .as(each.body())
          .isEqualTo(each.expected());
    }
  }

  @Test
  void everyErrorEndsInARid() throws Exception {
    assertThat(post(SEND, "{}").path("errmsg").asString())
        .matches(".* rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}");
    assertThat(code(post(SEND, "{}"))).isEqualTo(41_001);
    assertThat(code(post(SEND + "?access_token=forged", "{}"))).isEqualTo(40_001);
    assertThat(code(get(SEND + "?access_token=" + token()))).isEqualTo(43_002);
    assertThat(code(post("/channels/ec/nowhere?access_token=" + token(), "{}"))).isEqualTo(40_066);
  }

  // --- sendmsg

  @Test
  void fiveAnswersFitAndTheNextQuestionMakesRoomForFiveMore() throws Exception {
    lin.says("在吗？");
    for (int i = 0; i < 5; i++) {
      assertThat(code(sendText("第 " + i + " 句"))).isZero();
    }
    assertThat(code(sendText("第六句"))).isEqualTo(45_047);
    lin.says("还有吗？");
    assertThat(code(sendText("有的"))).isZero();
    assertThat(platform.delivered(lin)).hasSize(6).endsWith("有的").doesNotContain("第六句");
  }

  @Test
  void theWindowClosesAfter48Hours() throws Exception {
    lin.says("在吗？");
    clock.advance(Duration.ofDays(2));
    assertThat(code(sendText("在的"))).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(code(sendText("在的"))).isEqualTo(45_015);
  }

  @Test
  void theSameRequestIdGivesTheSameMessageOnce() throws Exception {
    lin.says("在吗？");
    String body =
        "{\"request_id\":\"r1\",\"open_id\":\"lin\",\"msg_type\":\"text\",\"text\":{\"content\":\"在的\"}}";
    String first = send(body).path("msg_id").asString();
    assertThat(send(body).path("msg_id").asString()).isEqualTo(first).matches("\\d{19}");
    assertThat(platform.delivered(lin)).containsExactly("在的");
  }

  @Test
  void strangersRiskyAndOverlongTextsAreRefused() throws Exception {
    assertThat(code(sendText("在的"))).as("never talked").isEqualTo(40_003);
    assertThat(code(send("{\"msg_type\":\"text\",\"text\":{\"content\":\"x\"}}")))
        .as("no open_id")
        .isEqualTo(40_003);
    lin.says("在吗？");
    assertThat(code(sendText("来刷单返现"))).as("risky").isEqualTo(87_014);
    assertThat(code(sendText("长".repeat(683)))).as("2 049 bytes").isEqualTo(45_002);
    assertThat(code(sendText(""))).as("empty").isEqualTo(40_097);
    assertThat(code(send("{\"open_id\":\"lin\",\"msg_type\":\"voice\",\"voice\":{}}")))
        .as("no voice to customers")
        .isEqualTo(40_097);
    assertThat(platform.received(lin)).isEmpty();
  }

  @Test
  void pictureVideoFileAndCardsReachTheCustomer() throws Exception {
    lin.says("在吗？");
    for (String type : List.of("image", "video", "file")) {
      String url = upload(type, new byte[] {1, 2, 3}).path("cos_url").asString();
      assertThat(
              code(
                  send(
                      "{\"open_id\":\"lin\",\"msg_type\":\"%1$s\",\"%1$s\":{\"cos_url\":\"%2$s\"}}"
                          .formatted(type, url))))
          .as(type)
          .isZero();
    }
    assertThat(code(share("product", "10000000001001"))).isZero();
    assertThat(code(share("product", "no-such-product"))).isEqualTo(40_097);
    assertThat(code(share("order", lin.orders().getFirst()))).isZero();
    assertThat(code(share("order", "1"))).isEqualTo(40_097);
    assertThat(platform.received(lin)).hasSize(5);
  }

  private JsonNode share(String what, String id) throws Exception {
    return send(
        "{\"open_id\":\"lin\",\"msg_type\":\"%1$s_share\",\"%1$s_share\":{\"%1$s_id\":\"%2$s\"}}"
            .formatted(what, id));
  }

  @Test
  void anUploadIsDownloadedAsItWasForFourteenDays() throws Exception {
    lin.says("在吗？");
    byte[] bytes = new byte[100_000];
    bytes[99_999] = 7;
    JsonNode answer = upload("image", bytes);
    URI url = URI.create(answer.path("cos_url").asString());
    assertThat(url.toString())
        .startsWith(platform.baseUrl() + "/shop/commkf/downloadmedia?encrypted_param=")
        .endsWith("&msg_type=2");
    assertThat(call(HttpRequest.newBuilder(url).build()).body()).isEqualTo(bytes);
    HttpResponse<byte[]> part =
        call(HttpRequest.newBuilder(url).header("Range", "bytes=99998-").build());
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).containsExactly(0, 7);
    clock.advance(Duration.ofDays(14));
    assertThat(call(HttpRequest.newBuilder(url).build()).statusCode()).isEqualTo(404);
  }

  @Test
  void uploadsOfWrongShapeOrSizeAreRefused() throws Exception {
    assertThat(code(upload("image", new byte[] {1}))).as("never talked").isZero();
    assertThat(code(upload("voice", new byte[] {1}))).as("no such kind").isEqualTo(40_097);
    assertThat(code(upload("image", new byte[0]))).as("empty").isEqualTo(44_001);
    assertThat(code(upload("image", new byte[30 * 1024 * 1024]))).as("30 MB").isZero();
    assertThat(code(upload("image", new byte[30 * 1024 * 1024 + 1])))
        .as("a byte more")
        .isEqualTo(45_001);
    assertThat(code(post("/channels/ec/commkf/cosupload?access_token=" + token(), "x")))
        .as("not multipart")
        .isEqualTo(40_097);
  }

  @Test
  void anAddressThatNobodyCanHaveEncodedIsABadArgument() throws Exception {
    lin.says("在吗？");
    JsonNode answer =
        send(
            "{\"open_id\":\"lin\",\"msg_type\":\"image\","
                + "\"image\":{\"cos_url\":\"https://a/?encrypted_param=%zz\"}}");
    assertThat(code(answer)).isEqualTo(40_097);
  }

  // --- look-ups

  @Test
  void ordersAndProductsAreLookedUp() throws Exception {
    String orderId = lin.orders().getFirst();
    JsonNode order =
        post("/channels/ec/order/get?access_token=" + token(), "{\"order_id\":\"" + orderId + "\"}")
            .path("order");
    assertThat(order.path("order_id").asString()).isEqualTo(orderId);
    assertThat(order.path("openid").asString()).isEqualTo("lin");
    JsonNode line = order.path("order_detail").path("product_infos").get(0);
    JsonNode product =
        post(
                "/channels/ec/product/get?access_token=" + token(),
                "{\"product_id\":\"" + line.path("product_id").asString() + "\",\"data_type\":1}")
            .path("product");
    assertThat(product.path("title")).isEqualTo(line.path("title"));
    URI picture = URI.create(product.path("head_imgs").get(0).asString());
    assertThat(call(HttpRequest.newBuilder(picture).build()).body()).startsWith(0xff, 0xd8);
    assertThat(code(post("/channels/ec/order/get?access_token=" + token(), "{\"order_id\":\"1\"}")))
        .isEqualTo(40_097);
  }

  // --- faults

  @Test
  void anAnswerAcceptedBeforeTheLineDiesIsDeliveredOnce() throws Exception {
    lin.says("在吗？");
    String body =
        "{\"request_id\":\"r1\",\"open_id\":\"lin\",\"msg_type\":\"text\",\"text\":{\"content\":\"在的\"}}";
    String token = token();
    platform.next(new Fault.AcceptThenHangUp());
    assertThatThrownBy(() -> post(SEND + "?access_token=" + token, body))
        .isInstanceOf(IOException.class);
    assertThat(code(send(body))).isZero();
    assertThat(platform.delivered(lin)).containsExactly("在的");
  }

  @Test
  void theOrderedFaultsStrikeOneCallEach() throws Exception {
    lin.says("在吗？");
    platform.next(new Fault.Refuse(-1, "system error"));
    platform.next(new Fault.NotOnAllowList());
    platform.next(new Fault.KillTokens());
    List<Integer> codes = new ArrayList<>();
    String token = token();
    for (int i = 0; i < 3; i++) {
      codes.add(
          code(
              post(
                  SEND + "?access_token=" + token,
                  "{\"open_id\":\"lin\",\"msg_type\":\"text\",\"text\":{\"content\":\"在的\"}}")));
    }
    assertThat(codes).containsExactly(-1, 61_004, 40_001);
    assertThat(code(sendText("在的"))).isZero();
    assertThat(platform.delivered(lin)).containsExactly("在的");
  }

  @Test
  void aUsedUpQuotaComesBackAtMidnightInShanghai() throws Exception {
    lin.says("在吗？");
    String token = token();
    platform.next(new Fault.UseUpQuota());
    assertThat(code(get("/cgi-bin/getcallbackip?access_token=" + token))).isEqualTo(45_009);
    clock.advance(Duration.between(START, Instant.parse("2026-11-23T15:59:59Z")));
    assertThat(code(stable(false))).isEqualTo(45_009);
    clock.advance(Duration.ofSeconds(1));
    assertThat(code(sendText("在的"))).isZero();
  }

  @Test
  void aQuotaUsedUpForAWhileComesBackWhenItIsOver() throws Exception {
    String path = "/cgi-bin/getcallbackip?access_token=" + token();
    platform.during(Duration.ofMinutes(10), new Fault.UseUpQuota());
    assertThat(code(get(path))).isEqualTo(45_009);
    assertThat(code(stable(false))).as("token calls are counted too").isEqualTo(45_009);
    clock.advance(Duration.ofMinutes(10));
    assertThat(get(path).has("ip_list")).isTrue();
  }

  @Test
  void tokensKilledForAWhileDieWithEveryCall() throws Exception {
    platform.during(Duration.ofMinutes(1), new Fault.KillTokens());
    for (int i = 0; i < 3; i++) {
      assertThat(code(get("/cgi-bin/getcallbackip?access_token=" + token()))).isEqualTo(40_001);
    }
    clock.advance(Duration.ofMinutes(1));
    assertThat(get("/cgi-bin/getcallbackip?access_token=" + token()).has("ip_list")).isTrue();
  }

  @Test
  void aSlowAnswerIsForACallThatWasCarriedOutAtOnce() throws Exception {
    lin.says("在吗？");
    String path = SEND + "?access_token=" + token();
    platform.next(new Fault.AnswerSlowly(Duration.ofMillis(600)));
    long begin = System.nanoTime();
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                post(
                    path,
                    "{\"open_id\":\"lin\",\"msg_type\":\"text\",\"text\":{\"content\":\"在的\"}}");
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    platform.awaitDelivered(lin, 1, Duration.ofSeconds(5));
    assertThat(caller.isAlive()).as("still without its answer").isTrue();
    caller.join();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(600));
  }

  @Test
  void theTenThousandAndFirstCallOfAMinuteIsRefusedUntilTheNext() throws Exception {
    String path = "/cgi-bin/getcallbackip?access_token=" + token();
    for (int i = 0; i < 10_000; i++) {
      assertThat(get(path).has("ip_list")).as("call %s", i).isTrue();
    }
    assertThat(code(get(path))).isEqualTo(45_011);
    assertThat(code(sendText("在的"))).as("each API for itself").isEqualTo(40_003);
    clock.advance(Duration.ofMinutes(1));
    assertThat(get(path).has("ip_list")).isTrue();
  }

  @Test
  void everyPublishedErrorCanBeOrderedByItsNumberAndEndsInARid() throws Exception {
    String path = "/cgi-bin/getcallbackip?access_token=" + token();
    JsonNode errors = get("/sim/api/errors").path("errors");
    assertThat(errors.valueStream().map(error -> error.path("errcode").asInt()))
        .doesNotHaveDuplicates()
        .contains(40_014, 43_003, 45_035, 48_001, 48_004, 50_001, 50_002, 61_004);
    for (JsonNode error : errors) {
      HttpResponse<byte[]> ordered =
          call(
              HttpRequest.newBuilder(at("/sim/api/faults"))
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"fault\":\"refuse\",\"errcode\":" + error.path("errcode") + "}"))
                  .build());
      assertThat(ordered.statusCode()).isEqualTo(202);
      JsonNode answer = get(path);
      assertThat(answer.path("errcode")).isEqualTo(error.path("errcode"));
      assertThat(answer.path("errmsg").asString())
          .matches(
              Pattern.quote(error.path("errmsg").asString())
                  + " rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}");
    }
  }

  // --- the allow list

  @Test
  void anAddressOffTheAllowListGetsNoTokenAndNoAnswer() throws Exception {
    String path = "/cgi-bin/getcallbackip?access_token=" + token();
    platform.allow("main", new AllowedAddresses(List.of("10.0.0.0/8", "203.0.113.7")));
    JsonNode token = stable(false);
    assertThat(code(token)).isEqualTo(40_164);
    assertThat(token.path("errmsg").asString())
        .startsWith("invalid ip 127.0.0.1, not in whitelist");
    assertThat(code(get(path))).isEqualTo(61_004);
    platform.allow("main", new AllowedAddresses(List.of("127.0.0.0/8")));
    assertThat(get(path).has("ip_list")).isTrue();
  }

  @Test
  void anAddressOffTheAllowListMayGetHttp403AndNothingElse() throws Exception {
    String path = "/cgi-bin/getcallbackip?access_token=" + token();
    platform.allow("main", new AllowedAddresses(List.of("10.0.0.0/8"), true));
    HttpRequest stable =
        HttpRequest.newBuilder(at("/cgi-bin/stable_token"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"grant_type\":\"client_credential\",\"appid\":\"%s\",\"secret\":\"%s\"}"
                        .formatted(platform.shop().appId(), platform.shop().appSecret())))
            .build();
    for (HttpRequest request : List.of(stable, HttpRequest.newBuilder(at(path)).build())) {
      HttpResponse<byte[]> answer = call(request);
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).asString().isEqualTo("Forbidden");
    }
  }

  @Test
  void thePathOfOtherAccountsIsNotForAStoreAndAGuessedOneIsNone() throws Exception {
    String token = "?access_token=" + token();
    assertThat(code(post("/cgi-bin/message/custom/send" + token, "{}"))).isEqualTo(48_001);
    assertThat(code(post("/channels/ec/kf/sendmsg" + token, "{}"))).isEqualTo(40_066);
  }

  // --- two shops

  @Test
  void aShopKnowsNothingOfAnothersCustomersTokensAndQuota() throws Exception {
    platform.close();
    platform =
        Platform.start(
            Settings.standard()
                .withClock(clock)
                .withShops(List.of(Shop.example("main"), Shop.example("silk"))));
    platform.customer("silk", "lin").says("在吗？");
    assertThat(code(sendText("在的"))).as("she wrote to silk, not to main").isEqualTo(40_003);
    platform.customer("main", "lin").says("在吗？");
    assertThat(code(sendText("在的"))).isZero();
    assertThat(platform.delivered(platform.customer("main", "lin"))).containsExactly("在的");
    assertThat(platform.delivered(platform.customer("silk", "lin"))).isEmpty();
    String order = platform.customer("silk", "lin").orders().getFirst();
    assertThat(code(share("order", order))).as("silk's order").isEqualTo(40_097);
  }
}
