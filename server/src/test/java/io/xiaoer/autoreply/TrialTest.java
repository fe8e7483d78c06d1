package io.xiaoer.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The test field: what a message would be answered with. */
@ParameterizedClass
@EnumSource(Engine.class)
class TrialTest {
  private static final String RULES = "/api/v1/automatic-replies";
  private static final String MONDAY_NOON = "2026-11-23T04:00:00Z";
  private static final String MONDAY_NIGHT = "2026-11-23T15:00:00Z";

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
    send("PUT", "/api/v1/shops/main/hours", "{\"weekly\":{\"mon\":[\"09:00-18:00\"]}}", 200);
    rule("welcome", "欢迎光临{店铺名}", "");
    rule("off_hours", "现在休息，{营业时间}", "");
    rule("keyword", "48 小时内发货", ",\"keywords\":{\"any\":[\"发货\"]}");
    rule("queued", "前面还有{排队人数}位", "");
  }

  private static void rule(String trigger, String text, String more) {
    send(
        "POST",
        RULES,
        "{\"name\":\"%s\",\"trigger\":\"%s\",\"reply\":{\"type\":\"text\",\"text\":{\"content\":\"%s\"}}%s}"
            .formatted(trigger, trigger, text, more),
        201);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void nothingIsSent() {
    assertThat(server.get(RULES + "/log").path("entries")).isEmpty();
  }

  @Test
  void itSaysWhatWouldBeSentAndWhichRulesSpeak() {
    JsonNode day = trial("\"text\":\"什么时候发货\",\"at\":\"" + MONDAY_NOON + "\"");
    assertThat(day.path("outcome").asString()).isEqualTo("sent");
    assertThat(day.path("open").asBoolean()).isTrue();
    assertThat(day.at("/message/text/content").asString()).isEqualTo("48 小时内发货\n前面还有0位\n欢迎光临main");
    assertThat(day.path("rules").findValuesAsString("name"))
        .containsExactly("keyword", "queued", "welcome", "off_hours");
    assertThat(day.path("rules").path(3).path("reason").asString()).isEqualTo("not_triggered");
    JsonNode night = trial("\"text\":\"在吗\",\"at\":\"" + MONDAY_NIGHT + "\"");
    assertThat(night.at("/message/text/content").asString())
        .isEqualTo("现在休息，11 月 30 日 09:00 开始营业\n欢迎光临main");
  }

  @Test
  void itSaysWhyNothingWouldBeSent() {
    JsonNode known =
        trial("\"at\":\"%s\",\"new_customer\":false,\"served\":true".formatted(MONDAY_NOON));
    assertThat(known.path("outcome").asString()).isEqualTo("suppressed");
    assertThat(known.path("reason").asString()).isEqualTo("already_sent");
    assertThat(known.path("message").isNull()).isTrue();
    assertThat(known.path("rules").findValuesAsString("reason"))
        .containsExactly("not_triggered", "not_triggered", "not_triggered", "already_sent");
  }

  @Test
  void whatCannotBeTriedIsNamed() {
    JsonNode refused =
        send(
            "POST",
            RULES + "/test",
            "{\"shop\":\"nowhere\",\"at\":\"noon\",\"new_customer\":\"yes\"}",
            422);
    assertThat(refused.path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder("shop", "at", "new_customer");
  }

  private static JsonNode trial(String more) {
    return send("POST", RULES + "/test", "{\"shop\":\"main\"," + more + "}", 200);
  }

  private static JsonNode send(String method, String path, String body, int status) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url(path))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }
}
