package io.xiaoer.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The board over HTTP, from what customers wrote. */
@ParameterizedClass
@EnumSource(Engine.class)
class BoardTest {
  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(3));
    whole("{\"assessed\":\"00:00-24:00\",\"weekly\":{}}", "shop0");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void whoWaitsIsCountedByHowLong() {
    add("mei", "shop0");
    writes("shop0", "oNew", 0);
    writes("shop0", "oRisk", 120);
    writes("shop0", "oLate", 300);
    JsonNode board = board("shop0", 3);
    assertThat(board.path("in_queue").asInt()).isEqualTo(3);
    assertThat(board.path("at_risk").asInt()).isEqualTo(2);
    assertThat(board.path("late").asInt()).isEqualTo(1);
    assertThat(board.path("longest_wait_seconds").asInt()).isBetween(300, 400);
    assertThat(board.path("shops")).hasSize(1);
    assertThat(board.path("shops").path(0).path("mode").asString()).isEqualTo("manual");
    JsonNode mei = agent(board, "mei");
    assertThat(mei.path("state").asString()).isEqualTo("offline");
    assertThat(mei.path("connected").asBoolean()).isFalse();
    assertThat(mei.path("load").asInt()).isZero();
    assertThat(mei.path("ceiling").asInt()).isEqualTo(10);
    Soon.await()
        .alias("the day has them as rounds")
        .until(
            () -> server.get("/api/v1/board?shop=shop0").path("today").path("rounds").asInt() == 3);
    JsonNode today = server.get("/api/v1/board?shop=shop0").path("today");
    assertThat(today.path("customers").asInt()).isEqualTo(3);
    assertThat(today.path("unanswered").asInt()).isEqualTo(3);
    assertThat(today.path("rate").asDouble()).as("one is too late already").isZero();
    assertThat(today.path("threshold_seconds").asInt()).isEqualTo(180);
  }

  @Test
  void everyoneHasTheShopsTheySeeAndAgentsHaveNoBoard() {
    add("lan", "shop1");
    writes("shop1", "oOther", 0);
    board("shop1", 1);
    String lan = server.logIn("lan");
    assertThat(as(lan, "GET", "/api/v1/board", "").statusCode()).isEqualTo(403);
    assertThat(patch("lan", "{\"role\":\"supervisor\"}").statusCode()).isEqualTo(200);
    HttpResponse<String> hers = as(lan, "GET", "/api/v1/board", "");
    assertThat(hers.statusCode()).as(hers.body()).isEqualTo(200);
    assertThat(hers.body()).contains("\"shop1\"").doesNotContain("\"shop0\"");
    assertThat(as(lan, "GET", "/api/v1/board?shop=shop0", "").statusCode()).isEqualTo(400);
    assertThat(as(lan, "GET", "/api/v1/board?shop=nosuch", "").statusCode()).isEqualTo(400);
  }

  @Test
  void aSupervisorSetsTheStateOfThoseOfTheirShops() {
    add("boss", "shop2");
    add("kai", "shop2");
    add("far", "shop1");
    assertThat(patch("boss", "{\"role\":\"supervisor\"}").statusCode()).isEqualTo(200);
    String boss = server.logIn("boss");
    String kai = server.logIn("kai");
    String path = "/api/v1/colleagues/kai/state";
    assertThat(as(kai, "PUT", "/api/v1/me/state", "{\"state\":\"online\"}").statusCode())
        .isEqualTo(204);
    assertThat(as(kai, "PUT", path, "{\"state\":\"away\"}").statusCode()).isEqualTo(403);
    assertThat(as(boss, "PUT", path, "{\"state\":\"asleep\"}").statusCode()).isEqualTo(400);
    assertThat(as(boss, "PUT", "/api/v1/colleagues/far/state", "{\"state\":\"away\"}").statusCode())
        .isEqualTo(404);
    assertThat(
            as(boss, "PUT", "/api/v1/colleagues/none/state", "{\"state\":\"away\"}").statusCode())
        .isEqualTo(404);
    assertThat(as(boss, "PUT", path, "{\"state\":\"away\"}").statusCode()).isEqualTo(204);
    assertThat(as(kai, "GET", "/api/v1/session", "").body()).contains("\"away\"");
    assertThat(server.get("/api/v1/audit?what=state_set").toString()).contains("kai", "away");
  }

  private static JsonNode board(String shop, int waiting) {
    Soon.await()
        .until(() -> server.get("/api/v1/board?shop=" + shop).path("waiting").asInt() == waiting);
    return server.get("/api/v1/board?shop=" + shop);
  }

  private static JsonNode agent(JsonNode board, String username) {
    return board
        .path("agents")
        .valueStream()
        .filter(one -> one.path("username").asString().equals(username))
        .findFirst()
        .orElseThrow();
  }

  private static void writes(String shop, String openId, long secondsAgo) {
    ObjectNode event = TestPlatform.text(openId, TestPlatform.nextMsgId(), "在吗");
    event.put("CreateTime", Instant.now().getEpochSecond() - secondsAgo);
    HttpResponse<String> answer =
        new TestPlatform(server, shop, Mode.SECURE, Format.JSON).push(event);
    assertThat(answer.body()).isEqualTo("success");
  }

  private static void add(String username, String shop) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"shops\":[\"%s\"],\"password\":\"%s\"}"
                .formatted(username, shop, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  private static HttpResponse<String> patch(String username, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/staff/" + username))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  private static void whole(String hours, String shop) {
    HttpResponse<String> set =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/shops/" + shop + "/hours"))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(hours)));
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
  }

  private static HttpResponse<String> as(String session, String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", session)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }
}
