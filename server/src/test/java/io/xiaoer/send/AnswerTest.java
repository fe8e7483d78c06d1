package io.xiaoer.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.fault.Fault;
import io.xiaoer.simulator.shop.Shop;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers of a running server to customers of a running simulator, with the line failing. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(90)
class AnswerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Parameter Engine engine;
  @TempDir Path data;

  private Platform platform;
  private TestServer server;

  @BeforeEach
  void start() {
    platform = Platform.start();
    server = startServer();
  }

  @AfterEach
  void stop() {
    server.close();
    platform.close();
  }

  private TestServer startServer() {
    Shop shop = platform.shop();
    TestServer started =
        TestServer.start(
            engine,
            data,
            "xiaoer.shops[0].id=main",
            "xiaoer.shops[0].user-name=" + shop.userName(),
            "xiaoer.shops[0].app-id=" + shop.appId(),
            "xiaoer.shops[0].app-secret=" + shop.appSecret(),
            "xiaoer.shops[0].token=" + shop.token(),
            "xiaoer.shops[0].encoding-aes-key=" + shop.encodingAesKey(),
            "xiaoer.shops[0].api-base-url=" + platform.baseUrl());
    platform.pushTo(started.url("/callback/main"));
    return started;
  }

  @Test
  void theAnswerArrivesAndIsAcceptedUnderThePlatformsId() {
    Customer customer = writes("oAnswer1");
    answer(conversation("oAnswer1"), "c1", "在的 😀 <b>");
    assertThat(platform.awaitDelivered(customer, 1, SOON)).hasSize(1);
    assertThat(platform.delivered(customer)).containsExactly("在的 😀 <b>");
    JsonNode message = await("oAnswer1", "c1", "accepted");
    assertThat(message.path("msg_id").asString())
        .isEqualTo(platform.received(customer).getFirst().msgId());
    assertThat(message.path("by").asString()).isEqualTo("api:test");
    assertThat(message.path("error").isNull()).isTrue();
  }

  @Test
  void aLineThatDiesAfterDeliveryGivesOneDelivery() {
    Customer customer = writes("oAnswer2");
    platform.next(new Fault.AcceptThenHangUp());
    answer(conversation("oAnswer2"), "c1", "在的");
    await("oAnswer2", "c1", "unknown");
    await("oAnswer2", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void aServerThatEndsBetweenDeliveryAndSettlingGivesOneDelivery() {
    Customer customer = writes("oAnswer3");
    platform.next(new Fault.AcceptThenHangUp());
    answer(conversation("oAnswer3"), "c1", "在的");
    await("oAnswer3", "c1", "unknown");
    server.close();
    server = startServer();
    await("oAnswer3", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void aRefusalIsShownWithThePlatformsWordsAndDoesNotBlockTheNext() {
    Customer customer = writes("oAnswer4");
    String conversation = conversation("oAnswer4");
    platform.next(new Fault.Refuse(40003, "invalid openid"));
    answer(conversation, "c1", "一");
    answer(conversation, "c2", "二");
    JsonNode failed = await("oAnswer4", "c1", "failed");
    assertThat(failed.path("error").path("errcode").asInt()).isEqualTo(40003);
    assertThat(failed.path("error").path("errmsg").asString()).contains("invalid openid");
    assertThat(failed.path("error").path("rid").asString()).isNotEmpty();
    await("oAnswer4", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("二");
  }

  @Test
  void aBusyPlatformIsAskedAgain() {
    Customer customer = writes("oAnswer5");
    platform.next(new Fault.Refuse(-1, "system error"));
    answer(conversation("oAnswer5"), "c1", "在的");
    await("oAnswer5", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void aDeadTokenIsRenewedAndTheAnswerArrives() {
    Customer customer = writes("oAnswer6");
    answer(conversation("oAnswer6"), "c1", "一");
    await("oAnswer6", "c1", "accepted");
    platform.next(new Fault.KillTokens());
    answer(conversation("oAnswer6"), "c2", "二");
    await("oAnswer6", "c2", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("一", "二");
  }

  @Test
  void answersToOneCustomerArriveInOrderThoughTheLineFails() throws Exception {
    List<Customer> customers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      customers.add(writes("oOrder" + i));
    }
    try (ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < customers.size(); i++) {
        String openId = "oOrder" + i;
        String conversation = conversation(openId);
        if (i % 3 == 0) {
          platform.next(new Fault.AcceptThenHangUp());
        }
        agents.execute(() -> {
          for (int n = 1; n <= 5; n++) {
            answer(conversation, "c" + n, "第 " + n + " 条");
          }
        });
      }
    }
    for (int i = 0; i < customers.size(); i++) {
      await("oOrder" + i, "c5", "accepted");
      assertThat(platform.delivered(customers.get(i)))
          .containsExactly("第 1 条", "第 2 条", "第 3 条", "第 4 条", "第 5 条");
    }
  }

  @Test
  void theSixthAnswerIsRefusedAndNeverSent() {
    Customer customer = writes("oAnswer7");
    String conversation = conversation("oAnswer7");
    for (int n = 1; n <= 5; n++) {
      answer(conversation, "c" + n, "第 " + n + " 条");
    }
    HttpResponse<String> sixth = post(conversation, "c6", "第 6 条");
    assertThat(sixth.statusCode()).isEqualTo(409);
    assertThat(sixth.body()).contains("at most 5", "\"reason\":\"used_up\"");
    await("oAnswer7", "c5", "accepted");
    assertThat(platform.delivered(customer)).hasSize(5);
  }

  @Test
  void theSameClientIdAgainGivesTheSameMessageAndOneDelivery() {
    Customer customer = writes("oAnswer8");
    String conversation = conversation("oAnswer8");
    String first = json(post(conversation, "c1", "在的")).path("id").asString();
    assertThat(json(post(conversation, "c1", "在的")).path("id").asString()).isEqualTo(first);
    assertThat(post(conversation, "c1", "别的").statusCode()).isEqualTo(409);
    await("oAnswer8", "c1", "accepted");
    assertThat(platform.delivered(customer)).containsExactly("在的");
  }

  @Test
  void badAnswersAreRefusedWithTheMend() {
    writes("oAnswer9");
    String path = "/api/v1/conversations/" + conversation("oAnswer9") + "/messages";
    for (String[] wrong :
        new String[][] {
          {"{}", "400", "client_id"},
          {
            "{\"client_id\":\"c\",\"type\":\"text\",\"text\":{\"content\":\" \"}}",
            "400",
            "text.content"
          },
          {"{\"client_id\":\"c\",\"type\":\"image\"}", "422", "type"},
          {
            "{\"client_id\":\"c\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                .formatted("字".repeat(683)),
            "422",
            "2049 bytes"
          },
          {"[", "400", "JSON"}
        }) {
      HttpResponse<String> answer = server.post(path, wrong[0]);
      assertThat(answer.statusCode()).as(wrong[0]).isEqualTo(Integer.parseInt(wrong[1]));
      assertThat(answer.body()).contains(wrong[2]);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
    assertThat(post("999999", "c1", "x").statusCode()).isEqualTo(404);
    assertThat(post("abc", "c1", "x").statusCode()).isEqualTo(404);
  }

  @Test
  void allKindsOfTheSimulatorsCustomersAreReadRight() {
    Customer customer = platform.customer("oKinds");
    List<String> ids =
        List.of(
            customer.says("你好"),
            customer.sendsImage(),
            customer.sendsVideo(),
            customer.sendsFile(),
            customer.sharesProduct(),
            customer.sharesOrder(),
            customer.speaks("什么时候发货", Duration.ofSeconds(3)),
            customer.mumbles(Duration.ofSeconds(2)),
            customer.sendsUnknown("location", "{\"lat\":1}"));
    ids.forEach(id -> platform.awaitAcknowledged(id, SOON));
    List<String> types = new ArrayList<>();
    JsonNode page = messages("oKinds", ids.size());
    page.forEach(message -> types.add(message.path("type").asString()));
    assertThat(types)
        .containsExactly(
            "text",
            "image",
            "video",
            "file",
            "product_share",
            "order_share",
            "voice",
            "voice",
            "unknown");
    assertThat(page.toString()).doesNotContain("encrypted_param");
  }

  @Test
  void oddTypesDuplicatesAndLostAcknowledgementsChangeNothing() {
    Customer customer = platform.customer("oOdd");
    for (Fault fault :
        List.of(new Fault.OddTypes(), new Fault.Duplicate(4), new Fault.LoseAcknowledgement(2))) {
      platform.next(fault);
      platform.awaitAcknowledged(customer.says("说 " + fault.getClass().getSimpleName()), SOON);
    }
    Set<String> ids = new java.util.HashSet<>();
    JsonNode page = messages("oOdd", 3);
    page.forEach(message -> ids.add(message.path("msg_id").asString()));
    assertThat(ids).hasSize(3);
    assertThat(page).hasSize(3);
  }

  private Customer writes(String openId) {
    Customer customer = platform.customer(openId);
    platform.awaitAcknowledged(customer.says("在吗"), SOON);
    return customer;
  }

  private String conversation(String openId) {
    while (true) {
      for (JsonNode one : server.get("/api/v1/conversations?limit=1000").path("conversations")) {
        if (one.path("open_id").asString().equals(openId)) {
          return one.path("id").asString();
        }
      }
      pause();
    }
  }

  private JsonNode messages(String openId, int atLeast) {
    String conversation = conversation(openId);
    while (true) {
      JsonNode messages =
          server.get("/api/v1/conversations/" + conversation + "/messages").path("messages");
      if (messages.size() >= atLeast) {
        return messages;
      }
      pause();
    }
  }

  /** Waits for the message to stand in this state; passing states may be missed. */
  private JsonNode await(String openId, String clientId, String state) {
    String conversation = conversation(openId);
    while (true) {
      for (JsonNode message :
          server.get("/api/v1/conversations/" + conversation + "/messages").path("messages")) {
        if (message.path("client_id").asString("").equals(clientId)
            && message.path("state").asString("").equals(state)) {
          return message;
        }
      }
      pause();
    }
  }

  private void answer(String conversation, String clientId, String text) {
    assertThat(post(conversation, clientId, text).statusCode()).isEqualTo(202);
  }

  private HttpResponse<String> post(String conversation, String clientId, String text) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("client_id", clientId).put("type", "text").putObject("text").put("content", text);
    return server.post("/api/v1/conversations/" + conversation + "/messages", body.toString());
  }

  private static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(202);
    return JsonMapper.shared().readTree(response.body());
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
