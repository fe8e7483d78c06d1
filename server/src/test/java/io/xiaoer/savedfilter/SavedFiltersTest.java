package io.xiaoer.savedfilter;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ParameterizedClass
@EnumSource(Engine.class)
class SavedFiltersTest {
  @Parameter Engine engine;

  @TempDir static Path data;
  private static final Map<String, String> SESSIONS = new HashMap<>();
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()));
    SESSIONS.clear();
    for (String who : List.of("li", "wang", "sun", "zhao")) {
      add(who, "agent");
    }
    add("boss", "supervisor");
    add("chief", "supervisor");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void ownOnesAreOnlyOnesOwnAndKeepTheirQueryAsItWasGiven() {
    JsonNode mine =
        kept(
            send(
                "li",
                "POST",
                "/api/v1/views",
                view("退款", "{\"q\":\"退款\",\"direction\":\"in\"}", false)));
    assertThat(mine.path("mine").asBoolean()).isTrue();
    assertThat(names("li")).containsExactly("退款");
    assertThat(list("li").path(0).path("query").toString())
        .isEqualTo("{\"q\":\"退款\",\"direction\":\"in\"}");
    assertThat(names("wang")).isEmpty();
    String path = "/api/v1/views/" + mine.path("id").asString();
    assertThat(send("wang", "DELETE", path, "").statusCode()).isEqualTo(404);
    assertThat(send("boss", "PUT", path, view("x", "{}", false)).statusCode()).isEqualTo(404);
    assertThat(send("li", "PUT", path, view("退货", "{\"q\":\"退货\"}", false)).statusCode())
        .isEqualTo(200);
    assertThat(names("li")).containsExactly("退货");
    assertThat(send("li", "DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(names("li")).isEmpty();
  }

  @Test
  void sharedOnesAreMadeBySupervisorsSeenByAllAndChangedByThemOrTheirAuthor() {
    assertThat(send("sun", "POST", "/api/v1/views", view("x", "{}", true)).statusCode())
        .isEqualTo(403);
    JsonNode shared =
        kept(send("chief", "POST", "/api/v1/views", view("今天的投诉", "{\"q\":\"投诉\"}", true)));
    String path = "/api/v1/views/" + shared.path("id").asString();
    kept(send("sun", "POST", "/api/v1/views", view("我的", "{}", false)));
    assertThat(names("sun")).as("his own first").containsExactly("我的", "今天的投诉");
    assertThat(list("sun").path(1).path("mine").asBoolean()).isFalse();
    assertThat(list("sun").path(1).path("by").asString()).isEqualTo("chief");
    assertThat(send("sun", "PUT", path, view("x", "{}", true)).statusCode()).isEqualTo(403);
    assertThat(send("sun", "DELETE", path, "").statusCode()).isEqualTo(403);
    assertThat(send("admin", "PUT", path, view("投诉", "{}", true)).statusCode()).isEqualTo(200);
    assertThat(list("chief").path(0).path("mine").asBoolean()).as("its author stays").isTrue();
    assertThat(send("admin", "PATCH", "/api/v1/staff/chief", "{\"role\":\"agent\"}").statusCode())
        .isEqualTo(200);
    assertThat(send("chief", "DELETE", path, "").statusCode()).as("his own").isEqualTo(204);
  }

  @Test
  void whatCannotBeIsRefusedAndThereIsAnEndToThem() {
    for (String body :
        List.of(
            view(" ", "{}", false),
            view("x".repeat(41), "{}", false),
            "{\"name\":\"x\"}",
            "{\"name\":\"x\",\"query\":[]}",
            view("x", "{\"q\":1}", false),
            view("x", "{\"q\":\"" + "x".repeat(201) + "\"}", false),
            view("x\\u0000", "{}", false))) {
      assertThat(send("zhao", "POST", "/api/v1/views", body).statusCode()).as(body).isEqualTo(400);
    }
    for (int i = 0; i < 50; i++) {
      kept(send("zhao", "POST", "/api/v1/views", view("v" + i, "{}", false)));
    }
    HttpResponse<String> full =
        send("zhao", "POST", "/api/v1/views", view("one more", "{}", false));
    assertThat(full.statusCode()).isEqualTo(409);
    assertThat(full.body()).contains("too_many");
    assertThat(server.post("/api/v1/views", view("x", "{}", false)).statusCode())
        .as("a machine has none")
        .isEqualTo(403);
  }

  @Test
  void openBrowsersHearOfIt() throws Exception {
    long seen = server.get("/api/v1/conversations").path("seq").asLong();
    try (Frames wang = Frames.connect(server, "?after=" + seen, "Cookie", session("wang"))) {
      JsonNode added = kept(send("boss", "POST", "/api/v1/views", view("neu", "{}", true)));
      String path = "/api/v1/views/" + added.path("id").asString();
      assertThat(send("boss", "DELETE", path, "").statusCode()).isEqualTo(204);
      // One frame may tell of other things, too.
      assertThat(wang.until("\"views\"")).containsPattern("\"topics\":\\[[^\\]]*\"views\"");
    }
  }

  private static String view(String name, String query, boolean shared) {
    return "{\"name\":\"%s\",\"query\":%s,\"shared\":%s}".formatted(name, query, shared);
  }

  private static JsonNode list(String who) {
    return JsonMapper.shared().readTree(send(who, "GET", "/api/v1/views", "").body()).path("views");
  }

  private static List<String> names(String who) {
    return list(who).valueStream().map(view -> view.path("name").asString()).toList();
  }

  private static JsonNode kept(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(response.body());
  }

  private static String session(String who) {
    return SESSIONS.computeIfAbsent(who, server::logIn);
  }

  private static HttpResponse<String> send(String who, String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", session(who))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private static void add(String username, String role) {
    assertThat(
            server
                .post(
                    "/api/v1/staff",
                    "{\"username\":\"%s\",\"role\":\"%s\",\"shops\":null,\"password\":\"%s\"}"
                        .formatted(username, role, TestServer.PASSWORD))
                .statusCode())
        .isEqualTo(201);
  }
}
