package io.xiaoer.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.push.Delivery;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulatorPagesTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private Platform platform;
  private Receiver desk;

  @BeforeEach
  void start() throws Exception {
    desk = new Receiver();
    platform = Platform.start();
    platform.pushTo(desk.url());
  }

  @AfterEach
  void stop() {
    platform.close();
    desk.close();
    http.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(platform.baseUrl() + path));
  }

  private HttpResponse<String> call(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> say(String openId, String body) throws Exception {
    return call(
        to("/sim/api/customers/" + openId + "/messages")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  @Test
  void everyPageComesWithAStrictContentSecurityPolicy() throws Exception {
    for (String path :
        List.of(
            "/",
            "/deliveries",
            "/page/phones.js",
            "/page/bubbles.js",
            "/page/words.js",
            "/page/deliveries.js",
            "/page/phones.css",
            "/favicon.ico")) {
      HttpResponse<String> page = call(to(path));
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy"))
          .as(path)
          .hasValueSatisfying(policy ->
              assertThat(policy)
                  .contains("default-src 'none'", "script-src 'self'")
                  .doesNotContain("unsafe"));
    }
    assertThat(call(to("/page/../package-info.class")).statusCode()).isNotEqualTo(200);
    assertThat(call(to("/nothing")).statusCode()).isEqualTo(404);
  }

  @Test
  void aPostedMessageIsPushedAndStandsInTheChatAndAmongTheDeliveries() throws Exception {
    HttpResponse<String> answer =
        say("o-new", "{\"shop\":\"main\",\"msg_type\":\"text\",\"text\":{\"content\":\"在吗？\"}}");
    assertThat(answer.statusCode()).isEqualTo(202);
    String msgId = json(answer).path("msg_id").asString();
    platform.awaitAcknowledged(msgId, Duration.ofSeconds(10));
    JsonNode message =
        json(call(to("/sim/api/customers/o-new/messages?shop=main"))).path("messages").get(0);
    assertThat(message.path("msg_id").asString()).isEqualTo(msgId);
    assertThat(message.path("direction").asString()).isEqualTo("out");
    assertThat(message.path("text").path("content").asString()).isEqualTo("在吗？");
    assertThat(message.path("delivery").path("state").asString()).isEqualTo("acknowledged");
    JsonNode delivery =
        json(call(to("/sim/api/deliveries?msg_id=" + msgId))).path("deliveries").get(0);
    assertThat(delivery.path("state").asString()).isEqualTo("acknowledged");
    assertThat(delivery.path("attempts").get(0).path("status").asInt()).isEqualTo(200);
    assertThat(delivery.path("attempts").get(0).path("outcome").asString())
        .isEqualTo("acknowledged");
  }

  @Test
  void everyKindCanBePostedWithNothingButItsName() throws Exception {
    for (String type :
        List.of("image", "video", "file", "product_share", "order_share", "voice", "link")) {
      assertThat(say("lin", "{\"msg_type\":\"" + type + "\"}").statusCode())
          .as(type)
          .isEqualTo(202);
    }
    assertThat(platform.chat(platform.customer("lin"))).hasSize(7);
  }

  @Test
  void anUploadedPictureIsPushedAsItWas() throws Exception {
    say(
        "lin",
        "{\"msg_type\":\"image\",\"image\":{\"data\":\"AQID\",\"content_type\":\"image/png\"}}");
    String url =
        json(call(to("/sim/api/customers/lin/messages")))
            .path("messages")
            .get(0)
            .path("image")
            .path("cos_url")
            .asString();
    HttpResponse<byte[]> file =
        http.send(
            HttpRequest.newBuilder(URI.create(url)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(file.body()).containsExactly(1, 2, 3);
    assertThat(file.headers().firstValue("Content-Type")).hasValue("image/png");
    assertThat(file.headers().firstValue("Content-Security-Policy").orElse("")).contains("sandbox");
  }

  @Test
  void badPostsSayWhatIsWrong() throws Exception {
    record Case(String body, int status, String detail) {}
    for (Case each :
        List.of(
            new Case("{", 400, "not JSON"),
            new Case("[]", 400, "not a JSON object"),
            new Case("{}", 400, "msg_type"),
            new Case("{\"msg_type\":\"text\"}", 400, "text.content"),
            new Case("{\"msg_type\":\"image\",\"image\":{\"data\":\"?\"}}", 400, "Base64"),
            new Case("{\"shop\":\"nowhere\",\"msg_type\":\"voice\"}", 404, "shop"))) {
      HttpResponse<String> answer = say("lin", each.body());
      assertThat(answer.statusCode()).as(each.body()).isEqualTo(each.status());
      assertThat(json(answer).path("detail").asString()).as(each.body()).contains(each.detail());
    }
  }

  @Test
  void pagesOfOtherSitesMayNotAct() throws Exception {
    HttpResponse<String> answer =
        call(
            to("/sim/api/customers/lin/messages")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(HttpRequest.BodyPublishers.ofString("{\"msg_type\":\"voice\"}")));
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void faultsAreOrderedSeenAndClearedOverHttp() throws Exception {
    HttpResponse<String> ordered =
        call(
            to("/sim/api/faults")
                .POST(
                    HttpRequest.BodyPublishers.ofString("{\"fault\":\"duplicate\",\"copies\":2}")));
    assertThat(ordered.statusCode()).isEqualTo(202);
    assertThat(json(ordered).path("waiting").get(0).path("copies").asInt()).isEqualTo(2);
    HttpResponse<String> unknown =
        call(
            to("/sim/api/faults")
                .POST(HttpRequest.BodyPublishers.ofString("{\"fault\":\"flood\"}")));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(json(call(to("/sim/api/faults").DELETE())).path("waiting").isEmpty()).isTrue();
  }

  @Test
  void aBoundThatIsReachedIsToldInWords() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      platform.next(new Fault.HangUp());
    }
    HttpResponse<String> full = post("/sim/api/faults", "{\"fault\":\"hang_up\"}");
    assertThat(full.statusCode()).isEqualTo(409);
    assertThat(full.body()).isEqualTo("faults waiting: 1000 (the most there may be)");
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return call(to(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void aFaultForACountOrForAWhileIsSeenUntilItIsOver() throws Exception {
    post("/sim/api/faults", "{\"fault\":\"wrong_key\",\"for_seconds\":600}");
    HttpResponse<String> ordered =
        post("/sim/api/faults", "{\"fault\":\"lose_acknowledgement\",\"count\":2}");
    JsonNode waiting = json(ordered).path("waiting");
    assertThat(waiting.get(0).path("count").asInt()).isEqualTo(2);
    assertThat(waiting.get(1).path("until").asString()).isNotBlank();
    platform.customer("lin").says("在吗？");
    assertThat(json(call(to("/sim/api/faults"))).path("waiting").get(0).path("count").asInt())
        .isEqualTo(1);
    for (String wrong :
        List.of(
            "{\"fault\":\"duplicate\",\"copys\":2}",
            "{\"fault\":\"hang_up\",\"count\":0}",
            "{\"fault\":\"hang_up\",\"count\":1,\"for_seconds\":1}")) {
      assertThat(post("/sim/api/faults", wrong).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void aStormOfCustomersBreaksLooseOverHttp() throws Exception {
    HttpResponse<String> answer = post("/sim/api/storms", "{\"customers\":40,\"messages\":3}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(platform.deliveries()).hasSize(120);
    for (Delivery delivery : platform.deliveries()) {
      platform.awaitAcknowledged(delivery.id(), Duration.ofSeconds(20));
    }
    assertThat(post("/sim/api/storms", "{\"customers\":0}").statusCode()).isEqualTo(400);
    assertThat(post("/sim/api/storms", "{\"customers\":5000,\"messages\":9}").statusCode())
        .isEqualTo(400);
  }

  @Test
  void otherEventsArePushedOverHttp() throws Exception {
    String id =
        json(post("/sim/api/events", "{\"event\":\"debug_demo\",\"fields\":{\"debug_str\":\"x\"}}"))
            .path("id")
            .asString();
    platform.awaitAcknowledged(id, Duration.ofSeconds(10));
    assertThat(platform.delivery(id).event()).isEqualTo("debug_demo");
  }

  @Test
  void theAllowedAddressesOfAShopAreSetOverHttp() throws Exception {
    HttpResponse<String> set =
        call(
            to("/sim/api/shops/main/allowed_addresses")
                .PUT(
                    HttpRequest.BodyPublishers.ofString("{\"allowed_addresses\":[\"10.0.0.7\"]}")));
    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(
            json(call(to("/sim/api/shops"))).path("shops").get(0).path("allowed_addresses").get(0))
        .hasToString("\"10.0.0.7\"");
    assertThat(json(set).path("bare").asBoolean(true)).isFalse();
    assertThat(
            json(call(
                    to("/sim/api/shops/main/allowed_addresses")
                        .PUT(
                            HttpRequest.BodyPublishers.ofString(
                                "{\"allowed_addresses\":[\"10.0.0.7\"],\"bare\":true}"))))
                .path("bare")
                .asBoolean(false))
        .isTrue();
    HttpResponse<String> wrong =
        call(
            to("/sim/api/shops/main/allowed_addresses")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"allowed_addresses\":[\"home\"]}")));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).path("detail").asString()).contains("home (expected: an address");
  }

  @Test
  void theStreamTellsOfNewMessagesAtOnce() throws Exception {
    HttpResponse<InputStream> stream =
        http.send(to("/sim/api/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      while (!"event: hello".equals(lines.readLine())) {
        // Until the subscription stands.
      }
      platform.customer("lin").says("看得到吗");
      String line = lines.readLine();
      while (line != null && !line.contains("看得到吗")) {
        line = lines.readLine();
      }
      assertThat(line).contains("\"direction\":\"out\"");
    }
  }
}
