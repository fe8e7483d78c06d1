package io.xiaoer.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message of a customer that nobody is. */
@ParameterizedClass
@EnumSource(Engine.class)
class TestMessageTest {
  private static final String TEST = "/api/v1/admin/guide/test-message";
  private static final String NOBODY = "xiaoer-test-main";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    server =
        TestServer.start(engine, data.resolve(engine.name()), TestPlatform.settingsOf(platform));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void itComesToTheDeskIsAnsweredToNobodyAndIsInNoFigure() throws InterruptedException {
    JsonNode sent = JsonMapper.shared().readTree(send("main").body());
    assertThat(sent.path("open_id").asString()).isEqualTo(NOBODY);
    String conversation = server.conversationOf(NOBODY);
    assertThat(messages(conversation).path(0).path("text").path("content").asString())
        .contains("测试消息");
    assertThat(server.get("/api/v1/events").toString()).contains(NOBODY);
    assertThat(server.get("/api/v1/admin/shops").path("shops").path(0).path("last_pushes").size())
        .as("it says nothing of the platform")
        .isZero();

    HttpResponse<String> answered =
        server.post(
            "/api/v1/conversations/" + conversation + "/messages",
            "{\"client_id\":\"one\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}");
    assertThat(answered.statusCode()).isEqualTo(202);
    Soon.await()
        .untilAsserted(() -> {
          JsonNode answer = messages(conversation).path(1);
          assertThat(answer.path("state").asString()).isEqualTo("failed");
          assertThat(answer.path("error").path("errcode").asInt()).isEqualTo(1);
        });

    // Once more is the same customer, and no other conversation.
    send("main");
    Soon.await().until(() -> messages(conversation).size() == 3);

    // Somebody real, after whom the figures have come to the end of all this.
    Customer customer = platform.customer("oSomebodyReal");
    platform.awaitAcknowledged(customer.says("在吗"), Soon.AT_MOST);
    String real = server.conversationOf("oSomebodyReal");
    Soon.await()
        .untilAsserted(() ->
            assertThat(rounds())
                .extracting(round -> round.path("conversation_id").asString())
                .containsExactly(real));
    assertThat(platform.delivered(customer)).isEmpty();
    assertThat(server.get("/api/v1/audit?what=test_message_sent").path("entries").size())
        .isEqualTo(2);
  }

  @Test
  void aShopThatIsNoneIsRefused() {
    assertThat(send("none").statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> send(String shop) {
    return server.post(TEST, "{\"shop\":\"%s\"}".formatted(shop));
  }

  private static List<JsonNode> rounds() {
    LocalDate today =
        LocalDate.ofInstant(
            server.bean("clock", InstantSource.class).instant(), ZoneId.of("Asia/Shanghai"));
    return server
        .get(
            "/api/v1/reports/rounds?whole_day=true&from=%s&to=%s"
                .formatted(today.minusDays(1), today.plusDays(1)))
        .path("rounds")
        .valueStream()
        .toList();
  }

  private static JsonNode messages(String conversation) {
    return server.get("/api/v1/conversations/" + conversation + "/messages").path("messages");
  }
}
