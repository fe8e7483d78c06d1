package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What became of drafts is counted by agent and day, without their texts. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class DraftUseTest {
  private static final String USE = "/api/v1/admin/assistant/use";

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static Platform platform;
  private static ScriptedModel model;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws Exception {
    model = ScriptedModel.start();
    platform = Platform.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settingsOf(platform),
                    new String[] {"xiaoer.webhooks.allow[0]=127.0.0.1/32"})
                .flatMap(Stream::of)
                .toArray(String[]::new));
    platform.pushTo(server.url("/callback/main"));
    model.plays(ScriptedModel.stream("您好，在的"));
    assertThat(
            send(
                    "PUT",
                    "/api/v1/admin/assistant",
                    "Authorization",
                    "Bearer " + TestServer.API_KEY,
                    "{\"draft\":{\"enabled\":true,\"base_url\":\"%s\",\"model\":\"m\"}}"
                        .formatted(model.baseUrl()))
                .statusCode())
        .isEqualTo(200);
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    server.close();
    platform.close();
    model.close();
  }

  @Test
  void sentAsItWasChangedForgottenAndThrownAwayAreToldApart() throws InterruptedException {
    String cookie = agent("use");
    String same = says("oSame");
    answer(cookie, same, "a", "您好，在的", draft(cookie, same));
    String changed = says("oChanged");
    answer(cookie, changed, "a", "您好，在的哦亲", draft(cookie, changed));
    String forgotten = says("oForgotten");
    draft(cookie, forgotten); // Nobody sends it.
    answer(cookie, forgotten, "a", "您好，在的", "00000000-0000-0000-0000-000000000000");
    draft(cookie, forgotten);

    JsonNode row = row("use");
    assertThat(row.path("asked").asInt()).isEqualTo(4);
    assertThat(row.path("offered").asInt()).isEqualTo(4);
    assertThat(row.path("unchanged").asInt()).isEqualTo(1);
    assertThat(row.path("changed").asInt()).isEqualTo(1);
    assertThat(row.path("unknown").asInt()).isEqualTo(1);
    assertThat(row.path("unused").asInt()).isEqualTo(1);
    assertThat(row.path("edited_characters").asInt()).isEqualTo(2);
    assertThat(row.path("with_draft").path("answers").asInt()).isEqualTo(3);
    JsonNode sent = server.get("/api/v1/conversations/" + same + "/messages").path("messages");
    assertThat(sent.path(1).path("origin").asString()).isEqualTo("assist");
    String tables =
        server
            .bean("desk", Database.class)
            .read(jdbc -> jdbc.sql("SELECT * FROM assistant_count").query().listOfRows())
            .toString();
    assertThat(tables).doesNotContain("在的");
  }

  @Test
  void aRepeatedRequestCountsOnceAndAColleaguesDraftIsNotMine() throws InterruptedException {
    String cookie = agent("twice");
    String other = agent("other");
    String id = says("oTwice");
    String draft = draft(cookie, id);
    answer(cookie, id, "a", "您好，在的", draft);
    answer(cookie, id, "a", "您好，在的", draft);
    assertThat(row("twice").path("unchanged").asInt()).isEqualTo(1);
    assertThat(row("twice").path("with_draft").path("answers").asInt()).isEqualTo(1);
    String stolen = draft(cookie, id);
    answer(other, id, "b", "您好，在的", stolen);
    assertThat(row("other").path("unknown").asInt()).isEqualTo(1);
    assertThat(row("twice").path("unchanged").asInt()).isEqualTo(1);
  }

  @Test
  void onlyTheFirstAnswerToWhoWaitsIsTimed() throws InterruptedException {
    String cookie = agent("timed");
    String id = says("oTimed");
    answer(cookie, id, "a", "在的", null);
    answer(cookie, id, "b", "请问有什么可以帮您", null);
    JsonNode own = row("timed").path("without_draft");
    assertThat(own.path("answers").asInt()).isEqualTo(1);
    assertThat(own.path("seconds").asDouble()).isNotNegative();
    assertThat(row("timed").path("with_draft").path("answers").asInt()).isZero();
  }

  @Test
  void aPeriodIsReadAndAWrongOneRefused() {
    String key = "Bearer " + TestServer.API_KEY;
    for (String wrong :
        List.of(
            "?from=2026-13-01",
            "?from=2026-12-02&to=2026-12-01",
            "?from=2020-01-01&to=2026-12-01")) {
      assertThat(send("GET", USE + wrong, "Authorization", key, "").statusCode())
          .as(wrong)
          .isIn(400, 422);
    }
    JsonNode past = server.get(USE + "?from=2020-01-01&to=2020-01-31");
    assertThat(past.path("rows")).isEmpty();
    assertThat(past.path("from").asString()).isEqualTo("2020-01-01");
    assertThat(send("GET", USE, "Cookie", agent("curious"), "").statusCode()).isEqualTo(403);
  }

  /** Somebody for one test. */
  private String agent(String name) {
    String username = username(name);
    assertThat(
            server
                .post(
                    "/api/v1/staff",
                    "{\"username\":\"%s\",\"name\":\"%s\",\"password\":\"%s\",\"role\":\"agent\",\"shops\":null}"
                        .formatted(username, username, TestServer.PASSWORD))
                .statusCode())
        .isEqualTo(201);
    return server.logIn(username);
  }

  private String username(String name) {
    return name + "-" + engine.name().toLowerCase(Locale.ROOT);
  }

  private JsonNode row(String name) {
    for (JsonNode row : server.get(USE).path("rows")) {
      if (row.path("username").asString().equals(username(name))) {
        return row;
      }
    }
    throw new AssertionError("no row of " + name);
  }

  /** The id of a new draft. */
  private static String draft(String cookie, String conversation) {
    HttpResponse<String> response =
        send("POST", "/api/v1/conversations/" + conversation + "/draft", "Cookie", cookie, "");
    String done = response.body().substring(response.body().indexOf("event: done"));
    return JsonMapper.shared()
        .readTree(done.substring(done.indexOf("data: ") + "data: ".length()).strip())
        .path("draft_id")
        .asString();
  }

  private static void answer(
      String cookie, String conversation, String clientId, String text, @Nullable String draft) {
    HttpResponse<String> response =
        send(
            "POST",
            "/api/v1/conversations/" + conversation + "/messages",
            "Cookie",
            cookie,
            "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}%s}"
                .formatted(clientId, text, draft == null ? "" : ",\"draft_id\":\"" + draft + "\""));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
  }

  /** A customer waits; the conversation. */
  private static String says(String openId) throws InterruptedException {
    platform.awaitAcknowledged(platform.customer(openId).says("在吗"), Soon.AT_MOST);
    return server.conversationOf(openId);
  }

  private static HttpResponse<String> send(
      String method, String path, String header, String value, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header(header, value)
            .header("Content-Type", "application/json")
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }
}
