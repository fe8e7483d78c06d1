package io.xiaoer.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestServer;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys of other systems that are made at the desk. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(90)
class AdminKeysTest {
  @Parameter Engine engine;
  @TempDir Path data;

  @Test
  void aKeyIsShownOnceOpensWhatItIsForAndOpensNothingOnceItIsTakenAway() {
    String key;
    try (TestServer server = TestServer.start(engine, data)) {
      HttpResponse<String> made =
          server.post("/api/v1/admin/api-keys", "{\"name\":\"erp\",\"scopes\":[\"events.read\"]}");
      assertThat(made.statusCode()).isEqualTo(201);
      JsonNode view = JsonMapper.shared().readTree(made.body());
      key = view.path("key").asString();
      assertThat(key).startsWith("xiaoer_").hasSizeGreaterThan(40);
      assertThat(status(server, key, "/api/v1/events")).isEqualTo(200);
      assertThat(status(server, key, "/api/v1/conversations")).as("not for that").isEqualTo(403);
      assertThat(status(server, key, "/api/v1/admin/api-keys")).isEqualTo(403);
      assertThat(status(server, key + "x", "/api/v1/events")).isEqualTo(401);
      JsonNode listed = server.get("/api/v1/admin/api-keys");
      assertThat(listed.toString()).contains("erp", "api:test").doesNotContain(key);
      assertThat(
              server
                  .post("/api/v1/admin/api-keys", "{\"name\":\"erp\",\"scopes\":[\"events.read\"]}")
                  .statusCode())
          .isEqualTo(409);
      String id = view.path("id").asString();
      assertThat(delete(server, id)).isEqualTo(204);
      assertThat(delete(server, id)).isEqualTo(404);
      assertThat(status(server, key, "/api/v1/events")).isEqualTo(401);
      assertThat(server.get("/api/v1/audit").toString())
          .contains("api_key_added", "api_key_removed")
          .doesNotContain(key);
    }
  }

  @Test
  void onlyItsHashIsKeptAndItOutlivesARestart() {
    String key;
    try (TestServer server = TestServer.start(engine, data)) {
      key =
          JsonMapper.shared()
              .readTree(
                  server
                      .post(
                          "/api/v1/admin/api-keys",
                          "{\"name\":\"erp\",\"scopes\":[\"conversations.read\"]}")
                      .body())
              .path("key")
              .asString();
    }
    try (Database desk = engine.desk(data)) {
      List<String> kept =
          desk.read(jdbc ->
              jdbc.sql("SELECT name || ' ' || key_hash || ' ' || scopes FROM api_key")
                  .query(String.class)
                  .list());
      assertThat(kept).hasSize(1);
      assertThat(kept.getFirst()).startsWith("erp ").doesNotContain(key);
    }
    try (TestServer server = TestServer.start(engine, data)) {
      assertThat(status(server, key, "/api/v1/conversations")).isEqualTo(200);
    }
  }

  @Test
  void nonsenseIsRefusedWithTheMend() {
    try (TestServer server = TestServer.start(engine, data)) {
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
  }

  private static int status(TestServer server, String key, String path) {
    return server
        .send(HttpRequest.newBuilder(server.url(path)).header("Authorization", "Bearer " + key))
        .statusCode();
  }

  private static int delete(TestServer server, String id) {
    return server
        .send(
            HttpRequest.newBuilder(server.url("/api/v1/admin/api-keys/" + id))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .DELETE())
        .statusCode();
  }
}
