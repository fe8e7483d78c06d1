package io.xiaoer.assist;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
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

/** An administrator chooses a model. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class AssistantTest {
  private static final String ASSISTANT = "/api/v1/admin/assistant";
  private static final String KEY = "sk-abcdef0123456789";

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;
  private static ScriptedModel model;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) throws Exception {
    model = ScriptedModel.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")),
                    new String[] {"xiaoer.webhooks.allow[0]=127.0.0.1/32"})
                .flatMap(Stream::of)
                .toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    server.close();
    model.close();
  }

  @BeforeEach
  void forget() {
    model.forget();
    put("{\"draft\":{\"enabled\":false,\"base_url\":\"\",\"model\":\"\",\"api_key\":null}}", 200);
  }

  @Test
  void itIsOffUntilSomebodySetsItUpAndNoKeyIsEverShown() {
    JsonNode before = server.get(ASSISTANT).path("draft");
    assertThat(before.path("enabled").asBoolean()).isFalse();
    assertThat(before.path("host").isNull()).isTrue();
    assertThat(before.path("mask_personal_data").asBoolean()).isTrue();

    JsonNode after = put(whole(model.baseUrl() + "/chat/completions"), 200).path("draft");
    assertThat(after.path("enabled").asBoolean()).isTrue();
    assertThat(after.path("base_url").asString()).isEqualTo(model.baseUrl());
    assertThat(after.path("host").asString()).startsWith("127.0.0.1:");
    assertThat(after.path("has_api_key").asBoolean()).isTrue();
    assertThat(after.path("daily_limit").asInt()).isEqualTo(50);
    assertThat(after.path("changed_by").asString()).isEqualTo("api:test");
    assertThat(server.get(ASSISTANT).toString() + audit()).doesNotContain(KEY);
    assertThat(audit()).contains("assistant_changed").contains("test-model");
  }

  @Test
  void theKeyIsSealedAndStaysUntilItIsReplacedOrRemoved() {
    put(whole(model.baseUrl()), 200);
    byte[] sealed =
        server
            .bean("desk", Database.class)
            .read(jdbc ->
                jdbc.sql("SELECT api_key FROM assistant_setting")
                    .query((row, _) -> row.getBytes("api_key"))
                    .single());
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
    put("{\"draft\":{\"model\":\"other\"}}", 200);
    assertThat(tried("{\"draft\":{}}").path("outcome").asString()).isEqualTo("answered");
    assertThat(model.asked().getFirst().head()).contains("Bearer " + KEY);
    assertThat(model.asked().getFirst().json().path("model").asString()).isEqualTo("other");
    assertThat(
            put("{\"draft\":{\"api_key\":null}}", 200)
                .path("draft")
                .path("has_api_key")
                .asBoolean())
        .isFalse();
    assertThat(tried("{\"draft\":{}}").path("outcome").asString()).isEqualTo("answered");
    assertThat(model.asked().getLast().head()).doesNotContain("Authorization");
  }

  @Test
  void aKeyDoesNotGoToAnotherHostThanItWasEnteredFor() throws Exception {
    put(whole(model.baseUrl()), 200);
    try (ScriptedModel other = ScriptedModel.start()) {
      String moved = "{\"draft\":{\"base_url\":\"%s\"}}".formatted(other.baseUrl());
      assertThat(put(moved, 422).toString()).contains("key_of_other_host");
      assertThat(send("POST", ASSISTANT + "/try", moved).statusCode()).isEqualTo(422);
      assertThat(other.asked()).isEmpty();
      put("{\"draft\":{\"base_url\":\"%s\",\"api_key\":\"new\"}}".formatted(other.baseUrl()), 200);
      tried("{\"draft\":{}}");
      assertThat(other.asked().getFirst().head()).contains("Bearer new").doesNotContain(KEY);
    }
  }

  @Test
  void aTrialSaysWhatTheHostAnswered() {
    JsonNode fine = tried(whole(model.baseUrl()));
    assertThat(fine.path("outcome").asString()).isEqualTo("answered");
    assertThat(fine.path("text").asString()).isEqualTo("收到");
    assertThat(server.get(ASSISTANT).path("draft").path("base_url").asString())
        .as("not saved")
        .isEmpty();
    model.plays(
        ScriptedModel.says(
            "401 Unauthorized", "application/json", "{\"error\":\"wrong key " + KEY + "\"}"));
    JsonNode wrong = tried(whole(model.baseUrl()));
    assertThat(wrong.path("outcome").asString()).isEqualTo("unauthorized");
    assertThat(wrong.path("status").asInt()).isEqualTo(401);
    assertThat(wrong.path("text").asString()).contains("wrong key …").doesNotContain(KEY);
    model.plays(ScriptedModel.says("200 OK", "text/html; charset=utf-8", "<html>网关登录</html>"));
    assertThat(tried(whole(model.baseUrl())).path("outcome").asString()).isEqualTo("not_a_stream");
  }

  @Test
  void whatCannotBeUsedIsRefusedWithTheFieldThatIsWrong() {
    refused("{\"draft\":{\"enabled\":true}}", "draft.base_url", "missing");
    refused(draft("\"base_url\":\"https://10.0.0.1/v1\""), "draft.base_url", "inner_address");
    refused(draft("\"base_url\":\"http://169.254.169.254/v1\""), "draft.base_url", "inner_address");
    refused(draft("\"base_url\":\"http://1.1.1.1/v1\""), "draft.base_url", "not_https");
    refused(draft("\"base_url\":\"ftp://1.1.1.1\""), "draft.base_url", "not_a_url");
    refused(draft("\"base_url\":\"https://1.1.1.1/v1?key=1\""), "draft.base_url", "not_a_url");
    refused(draft("\"model\":7"), "draft.model", "wrong_json_type");
    refused(draft("\"api_key\":\"中文\""), "draft.api_key", "not_an_id");
    refused(draft("\"api_key\":\"a\\r\\nX: b\""), "draft.api_key", "not_an_id");
    refused(draft("\"daily_limit\":0"), "draft.daily_limit", "out_of_range");
    refused(draft("\"mask_personal_data\":false"), "draft.mask_personal_data", "not_one_of");
    refused(draft("\"enabled\":1"), "draft.enabled", "wrong_json_type");
    assertThat(send("PUT", ASSISTANT, "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void suggestionsAreSwitchedForAllShopsWithoutTouchingDrafts() {
    put(whole(model.baseUrl()), 200);
    JsonNode on = put("{\"suggestions\":true}", 200);
    assertThat(on.path("suggestions").asBoolean()).isTrue();
    assertThat(on.path("draft").path("enabled").asBoolean()).isTrue();
    assertThat(server.get("/api/v1/shops/main/suggestions").path("enabled").asBoolean()).isTrue();
    assertThat(put("{\"draft\":{\"daily_limit\":7}}", 200).path("suggestions").asBoolean())
        .isTrue();
    JsonNode both = put("{\"suggestions\":false,\"draft\":{\"daily_limit\":9}}", 200);
    assertThat(both.path("suggestions").asBoolean()).isFalse();
    assertThat(both.path("draft").path("daily_limit").asInt()).isEqualTo(9);
    assertThat(server.get("/api/v1/shops/main/suggestions").path("enabled").asBoolean()).isFalse();
    assertThat(audit()).contains("suggestions_changed");
    refused("{\"suggestions\":1}", "suggestions", "wrong_json_type");
  }

  @Test
  void anAgentNeitherSeesNorChangesIt() {
    assertThat(
            server
                .post(
                    "/api/v1/staff",
                    "{\"username\":\"li-%s\",\"name\":\"李 %s\",\"password\":\"%s\",\"role\":\"agent\",\"shops\":null}"
                        .formatted(
                            engine.name().toLowerCase(Locale.ROOT), engine, TestServer.PASSWORD))
                .statusCode())
        .isEqualTo(201);
    String cookie = server.logIn("li-" + engine.name().toLowerCase(Locale.ROOT));
    assertThat(
            server
                .send(HttpRequest.newBuilder(server.url(ASSISTANT)).header("Cookie", cookie))
                .statusCode())
        .isEqualTo(403);
  }

  private static String whole(String url) {
    return "{\"draft\":{\"enabled\":true,\"base_url\":\"%s\",\"model\":\"test-model\",\"api_key\":\"%s\",\"mask_personal_data\":true,\"daily_limit\":50}}"
        .formatted(url, KEY);
  }

  private static String draft(String fields) {
    return "{\"draft\":{" + fields + "}}";
  }

  private static void refused(String body, String field, String reason) {
    JsonNode error = put(body, 422).path("errors").path(0);
    assertThat(error.path("field").asString()).as(body).isEqualTo(field);
    assertThat(error.path("reason").asString()).as(body).isEqualTo(reason);
  }

  private static JsonNode put(String body, int status) {
    HttpResponse<String> response = send("PUT", ASSISTANT, body);
    assertThat(response.statusCode()).as(body + " " + response.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(response.body());
  }

  private static JsonNode tried(String body) {
    HttpResponse<String> response = send("POST", ASSISTANT + "/try", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private static String audit() {
    return server.get("/api/v1/audit").toString();
  }

  private static HttpResponse<String> send(String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
