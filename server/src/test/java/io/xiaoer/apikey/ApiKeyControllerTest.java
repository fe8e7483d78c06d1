package io.xiaoer.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys of other systems that are made at the desk. */
@ParameterizedClass
@EnumSource(Engine.class)
class ApiKeyControllerTest {
  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settings(0, "left", Mode.SECURE, nowhere),
                    TestPlatform.settings(1, "right", Mode.SECURE, nowhere),
                    new String[] {
                      "xiaoer.api-keys[1].name=of the file",
                      "xiaoer.api-keys[1].key=0123456789abcdef-left",
                      "xiaoer.api-keys[1].scopes=conversations.read",
                      "xiaoer.api-keys[1].shops=left"
                    })
                .flatMap(Stream::of)
                .toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aKeyIsShownOnceOpensWhatItIsForAndOpensNothingOnceItIsTakenAway() {
    HttpResponse<String> made =
        server.post("/api/v1/admin/api-keys", "{\"name\":\"erp\",\"scopes\":[\"events.read\"]}");
    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode view = JsonMapper.shared().readTree(made.body());
    String key = view.path("key").asString();
    assertThat(key).startsWith("xiaoer_").hasSizeGreaterThan(40);
    assertThat(status(key, "/api/v1/events")).isEqualTo(200);
    assertThat(status(key, "/api/v1/conversations")).as("not for that").isEqualTo(403);
    assertThat(status(key, "/api/v1/admin/api-keys")).isEqualTo(403);
    assertThat(status(key + "x", "/api/v1/events")).isEqualTo(401);
    JsonNode listed = server.get("/api/v1/admin/api-keys");
    assertThat(listed.toString()).contains("erp", "api:test").doesNotContain(key);
    assertThat(
            server
                .post("/api/v1/admin/api-keys", "{\"name\":\"erp\",\"scopes\":[\"events.read\"]}")
                .statusCode())
        .isEqualTo(409);
    String id = view.path("id").asString();
    assertThat(delete(id)).isEqualTo(204);
    assertThat(delete(id)).isEqualTo(404);
    assertThat(status(key, "/api/v1/events")).isEqualTo(401);
    assertThat(server.get("/api/v1/audit").toString())
        .contains("api_key_added", "api_key_removed")
        .doesNotContain(key);
  }

  @Test
  void onlyItsHashIsKeptAndItOutlivesARestart() {
    String key = made("\"shops\":null", "kept").path("key").asString();
    server.close();
    try (Database desk = engine.desk(data.resolve(engine.name()))) {
      List<String> kept =
          desk.read(jdbc ->
              jdbc.sql("SELECT key_hash || ' ' || scopes FROM api_key WHERE name = 'kept'")
                  .query(String.class)
                  .list());
      assertThat(kept).hasSize(1);
      assertThat(kept.getFirst()).doesNotContain(key);
    }
    start(engine);
    assertThat(status(key, "/api/v1/conversations")).isEqualTo(200);
  }

  @Test
  void aKeyIsForTheShopsThatAreNamedOrForAll() {
    assertThat(made("\"shops\":[\"left\"]", "one").path("shops").toString())
        .isEqualTo("[\"left\"]");
    assertThat(made("\"shops\":null", "two").path("shops").isNull()).isTrue();
    assertThat(listed("one").path("shops").toString()).isEqualTo("[\"left\"]");
    assertThat(listed("two").path("shops").isNull()).isTrue();
    assertThat(server.get("/api/v1/audit?what=api_key_added").toString())
        .contains("conversations.read; left");
    for (String key :
        List.of(
            "0123456789abcdef-left",
            made("\"shops\":[\"left\"]", "three").path("key").asString())) {
      assertThat(status(key, "/api/v1/conversations?shop=left")).isEqualTo(200);
      assertThat(status(key, "/api/v1/conversations?shop=right")).isEqualTo(400);
    }
    record Bad(String order, String reason) {}
    for (Bad bad :
        List.of(
            new Bad("\"scopes\":[\"media\"],\"shops\":[]", "missing"),
            new Bad("\"scopes\":[\"media\"],\"shops\":[\"nosuch\"]", "unknown_shop"),
            new Bad("\"scopes\":[\"admin\"],\"shops\":[\"left\"]", "admin_key_needs_all_shops"))) {
      HttpResponse<String> refused =
          server.post("/api/v1/admin/api-keys", "{\"name\":\"bad\"," + bad.order + "}");
      assertThat(refused.statusCode()).as(bad.order).isEqualTo(422);
      assertThat(refused.body()).contains("\"reason\":\"" + bad.reason + "\"");
    }
  }

  private static JsonNode listed(String name) {
    return server
        .get("/api/v1/admin/api-keys")
        .path("api_keys")
        .valueStream()
        .filter(one -> one.path("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode made(String shops, String name) {
    return JsonMapper.shared()
        .readTree(
            server
                .post(
                    "/api/v1/admin/api-keys",
                    "{\"name\":\"%s\",\"scopes\":[\"conversations.read\"],%s}"
                        .formatted(name, shops))
                .body());
  }

  @Test
  void nonsenseIsRefusedWithTheMend() {
    for (String order :
        List.of(
            "{}",
            "{\"name\":\"\",\"scopes\":[\"admin\"]}",
            "{\"name\":\"erp\",\"scopes\":[]}",
            "{\"name\":\"erp\",\"scopes\":[\"everything\"]}")) {
      HttpResponse<String> refused = server.post("/api/v1/admin/api-keys", order);
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).containsAnyOf("name:", "scopes:");
    }
  }

  private static int status(String key, String path) {
    return server
        .send(HttpRequest.newBuilder(server.url(path)).header("Authorization", "Bearer " + key))
        .statusCode();
  }

  private static int delete(String id) {
    return server
        .send(
            HttpRequest.newBuilder(server.url("/api/v1/admin/api-keys/" + id))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .DELETE())
        .statusCode();
  }
}
