package io.xiaoer.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the running server really answers, held against what its description says. */
class ApiShapesTest {
  private static final String SERVER = "http://xiaoer.test/openapi.json";

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;
  private static JsonNode description;
  private static SchemaRegistry schemas;
  private static String conversation;

  @BeforeAll
  static void start() throws InterruptedException {
    platform = Platform.start();
    server =
        TestServer.start(
            data,
            TestPlatform.settingsOf(platform, "xiaoer.shops[0].allow-private-media-hosts=true"));
    platform.pushTo(server.url("/callback/main"));
    String text = server.send(HttpRequest.newBuilder(server.url("/api/v1/openapi.json"))).body();
    description = JsonMapper.shared().readTree(text);
    schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(SERVER, text)));
    Customer customer = platform.customer("oShapes");
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
    ids.forEach(id -> platform.awaitAcknowledged(id, Soon.AT_MOST));
    conversation =
        Soon.await()
            .until(
                () -> server.get("/api/v1/conversations").path("conversations").path(0),
                first -> first.path("unread").asInt(0) == ids.size())
            .path("id")
            .asString();
  }

  @AfterAll
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void whatIsReadHasTheShapeThatIsDescribed() {
    for (String[] route :
        new String[][] {
          {"/api/v1/session", "/api/v1/session"},
          {"/api/v1/shops", "/api/v1/shops"},
          {"/api/v1/shops/{shop}/hours", "/api/v1/shops/main/hours"},
          {"/api/v1/shops/{shop}/hours/at", "/api/v1/shops/main/hours/at"},
          {"/api/v1/shops/{shop}/policy", "/api/v1/shops/main/policy"},
          {"/api/v1/shops/{shop}/suggestions", "/api/v1/shops/main/suggestions"},
          {"/api/v1/calendars", "/api/v1/calendars"},
          {"/api/v1/calendars/{year}", "/api/v1/calendars/2026"},
          {"/api/v1/events", "/api/v1/events?limit=100"},
          {"/api/v1/conversations", "/api/v1/conversations?order=waiting&limit=1"},
          {"/api/v1/conversations/{id}", "/api/v1/conversations/" + conversation},
          {
            "/api/v1/conversations/{id}/messages",
            "/api/v1/conversations/" + conversation + "/messages"
          },
          {"/api/v1/quarantine", "/api/v1/quarantine"},
          {"/api/v1/search", "/api/v1/search?direction=in&limit=2"},
          {"/api/v1/sending", "/api/v1/sending"},
          {
            "/api/v1/conversations/{id}/customer",
            "/api/v1/conversations/" + conversation + "/customer"
          },
          {
            "/api/v1/conversations/{id}/orders", "/api/v1/conversations/" + conversation + "/orders"
          },
          {"/api/v1/conversations/{id}/trail", "/api/v1/conversations/" + conversation + "/trail"},
          {"/api/v1/shops/{shop}/products", "/api/v1/shops/main/products"},
          {"/api/v1/tags", "/api/v1/tags"},
          {"/api/v1/phrases", "/api/v1/phrases"},
          {"/api/v1/automatic-replies", "/api/v1/automatic-replies"},
          {"/api/v1/automatic-replies/log", "/api/v1/automatic-replies/log"},
          {
            "/api/v1/automatic-replies/dry-run",
            "/api/v1/automatic-replies/dry-run?shop=main&date=2026-11-25"
          },
          {"/api/v1/shops/{shop}/auto-close", "/api/v1/shops/main/auto-close"},
          {"/api/v1/reports/presets", "/api/v1/reports/presets"},
          {"/api/v1/reports/service", "/api/v1/reports/service?from=2026-11-29&to=2026-11-30"},
          {
            "/api/v1/reports/service",
            "/api/v1/reports/service?from=2026-11-29&to=2026-11-30&by=hour&preset=wecom"
          },
          {"/api/v1/reports/rounds", "/api/v1/reports/rounds?from=2026-01-01&to=2026-12-31"},
          {
            "/api/v1/reports/rounds",
            "/api/v1/reports/rounds?from=2026-01-01&to=2026-12-31&weekday=mon&whole_day=true"
          },
          {
            "/api/v1/reports/conversion", "/api/v1/reports/conversion?from=2026-01-01&to=2026-12-31"
          },
          {
            "/api/v1/reports/conversion/customers",
            "/api/v1/reports/conversion/customers?from=2026-01-01&to=2026-12-31"
          },
          {"/api/v1/reports/shifts", "/api/v1/reports/shifts?from=2026-11-29&to=2026-11-30"},
          {"/api/v1/reports/heat-map", "/api/v1/reports/heat-map?from=2026-11-29&to=2026-11-30"},
          {"/api/v1/notices", "/api/v1/notices"},
          {"/api/v1/notices/channels", "/api/v1/notices/channels"},
          {"/api/v1/notices/ladders", "/api/v1/notices/ladders"},
          {"/api/v1/notices/settings", "/api/v1/notices/settings"},
          {"/api/v1/colleagues", "/api/v1/colleagues"},
          {"/api/v1/staff", "/api/v1/staff"},
          {"/api/v1/audit", "/api/v1/audit"},
          {"/api/v1/admin/shops", "/api/v1/admin/shops"},
          {"/api/v1/admin/api-keys", "/api/v1/admin/api-keys"},
          {"/api/v1/admin/parked", "/api/v1/admin/parked"},
          {"/api/v1/admin/system", "/api/v1/admin/system"},
          {"/api/v1/admin/api-changes", "/api/v1/admin/api-changes"}
        }) {
      holds("get", route[0], get(route[1]), 200);
    }
  }

  @Test
  void whatComesOverTheLiveConnectionHasTheShapeThatIsDescribed() throws Exception {
    try (Frames frames =
        Frames.connect(server, "?after=0", "Authorization", "Bearer " + TestServer.API_KEY)) {
      isLiveFrame(frames.next("hello"));
      JsonNode changes = frames.next("changes");
      assertThat(changes.path("messages").size()).isGreaterThan(5);
      isLiveFrame(changes);
      frames.send("{\"type\":\"ping\",\"after\":" + changes.path("seq") + "}");
      isLiveFrame(frames.next("pong"));
    }
  }

  private static void isLiveFrame(JsonNode frame) {
    String text = frame.toString();
    assertThat(errors("/components/schemas/LiveFrame", text)).as(text).isEmpty();
  }

  @Test
  void whatIsFoundHasTheShapeThatIsDescribed() {
    String path = "/api/v1/search?q=%E4%BD%A0%E5%A5%BD";
    Soon.await().until(() -> !server.get(path).path("hits").isEmpty());
    HttpResponse<String> found = holds("get", "/api/v1/search", get(path), 200);
    String message =
        JsonMapper.shared()
            .readTree(found.body())
            .path("hits")
            .path(0)
            .path("message_id")
            .asString();
    String messages = "/api/v1/conversations/{id}/messages";
    String of = "/api/v1/conversations/" + conversation + "/messages";
    holds("get", messages, get(of + "?limit=3&around=" + message), 200);
    holds("get", messages, get(of + "?after=" + message), 200);
    holds("get", messages, get(of + "?around=999999"), 404);
    holds("get", messages, get(of + "?after=1&before=2"), 400);
    holds("get", "/api/v1/search", get("/api/v1/search"), 422);
    holds("get", "/api/v1/search", get(path + "&limit=0"), 400);
  }

  @Test
  void answersAndRefusalsHaveTheShapeThatIsDescribed() {
    String route = "/api/v1/conversations/{id}/messages";
    String path = "/api/v1/conversations/" + conversation + "/messages";
    String good = "{\"client_id\":\"s1\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}";
    valid(request(route), good);
    HttpResponse<String> taken = holds("post", route, server.post(path, good), 202);
    holds("post", route, server.post(path, good.replace("在的", "别的")), 409);
    holds("post", route, server.post(path, good.replace("\"text\",", "\"voice\",")), 422);
    holds("post", route, server.post(path, "{}"), 400);
    holds("post", route, server.post(path, good.replace("s1", "s2").replace("在的", "加微信")), 409);
    holds("post", route, server.post(path.replace(conversation, "999999"), good), 404);
    String id = JsonMapper.shared().readTree(taken.body()).path("id").asString();
    String message = "/api/v1/messages/" + id;
    holds("post", "/api/v1/messages/{id}/undo", post(message + "/undo"), 204, 409);
    holds("post", "/api/v1/messages/{id}/send-again", post(message + "/send-again"), 409, 404);
    holds("post", "/api/v1/messages/{id}/undo", post("/api/v1/messages/999999/undo"), 404);
    String decide = "/api/v1/messages/{id}/decide";
    holds("post", decide, server.post(message + "/decide", "{\"as\":\"x\"}"), 422);
    holds("post", decide, server.post(message + "/decide", "{\"as\":\"sent\"}"), 409, 404);
    holds("post", "/api/v1/sending/{shop}/try-now", post("/api/v1/sending/main/try-now"), 202);
    holds("post", "/api/v1/sending/{shop}/try-now", post("/api/v1/sending/none/try-now"), 404);
    holds(
        "get",
        "/api/v1/shops",
        server.send(HttpRequest.newBuilder(server.url("/api/v1/shops"))),
        401);
  }

  @Test
  void aShapeThatIsNotTheDescribedOneIsFound() {
    JsonNode wrong = JsonMapper.shared().readTree(get("/api/v1/sending").body());
    ((ObjectNode) wrong.path("shops").path(0)).put("waiting", "three").remove("state");
    String schema =
        schemaOf("/paths/~1api~1v1~1sending/get/responses/200/content", "application/json");
    assertThat(errors(schema, wrong.toString())).hasSize(2);
  }

  @Test
  void everyOperationHasExamplesThatFitTheirSchemas() {
    int examples = 0;
    for (var path : description.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        String at = "/paths/" + escaped(path.getKey()) + "/" + method.getKey();
        examples += fitting(at + "/requestBody");
        for (var response : method.getValue().path("responses").properties()) {
          examples += fitting(at + "/responses/" + response.getKey());
        }
        for (JsonNode parameter : method.getValue().path("parameters")) {
          if (parameter.path("in").asString("").equals("path")) {
            assertThat(parameter.has("example")).as(at).isTrue();
          }
        }
      }
    }
    assertThat(examples).isGreaterThan(100);
  }

  private static int fitting(String at) {
    int examples = 0;
    String reference = description.at(at).path("$ref").asString("");
    String body = reference.isEmpty() ? at : reference.substring(1);
    for (var kind : description.at(body).path("content").properties()) {
      if (kind.getKey().endsWith("json") && kind.getValue().has("schema")) {
        JsonNode example = kind.getValue().path("example");
        assertThat(example.isMissingNode()).as(at).isFalse();
        assertThat(errors(schemaOf(body + "/content", kind.getKey()), example.toString()))
            .as("%s: %s", at, example)
            .isEmpty();
        examples++;
      }
    }
    return examples;
  }

  @Test
  void everyReferenceInTheDescriptionLeadsSomewhere() {
    List<String> nowhere = new ArrayList<>();
    references(description)
        .forEach(reference -> {
          if (description.at(reference.substring(1)).isMissingNode()) {
            nowhere.add(reference);
          }
        });
    assertThat(nowhere).isEmpty();
  }

  @Test
  void thePageNamesEveryRouteAndHoldsNothingThatRuns() {
    HttpResponse<String> page = server.send(HttpRequest.newBuilder(server.url("/api/v1/docs")));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'");
    description
        .path("paths")
        .propertyNames()
        .forEach(path -> assertThat(page.body()).contains("<code>" + path + "</code>"));
    assertThat(page.body()).doesNotContain("<script", "style=", "=\"http", "src=", "onclick");
    HttpResponse<String> style =
        server.send(HttpRequest.newBuilder(server.url("/api/v1/docs.css")));
    assertThat(style.statusCode()).isEqualTo(200);
    assertThat(style.headers().firstValue("Content-Type").orElse("")).startsWith("text/css");
  }

  private static HttpResponse<String> holds(
      String method, String route, HttpResponse<String> response, Integer... expected) {
    String what = method + " " + route + ": " + response.statusCode() + " " + response.body();
    assertThat(expected).as(what).contains(response.statusCode());
    String at = "/paths/" + escaped(route) + "/" + method + "/responses/" + response.statusCode();
    JsonNode described = resolved(at);
    assertThat(described.isMissingNode()).as(what + " is not described").isFalse();
    if (!response.body().isEmpty()) {
      String type = response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
      assertThat(described.path("content").has(type)).as(what + " as " + type).isTrue();
      String reference = description.at(at).path("$ref").asString("");
      String content = (reference.isEmpty() ? at : reference.substring(1)) + "/content";
      assertThat(errors(schemaOf(content, type), response.body())).as(what).isEmpty();
    }
    return response;
  }

  private static String request(String route) {
    return schemaOf("/paths/" + escaped(route) + "/post/requestBody/content", "application/json");
  }

  private static void valid(String schema, String json) {
    assertThat(errors(schema, json)).as(json).isEmpty();
  }

  private static List<Error> errors(String schema, String json) {
    Schema found = schemas.getSchema(SchemaLocation.of(SERVER + "#" + schema));
    return found.validate(JsonMapper.shared().readTree(json));
  }

  private static String schemaOf(String content, String type) {
    return content + "/" + escaped(type) + "/schema";
  }

  private static JsonNode resolved(String at) {
    JsonNode node = description.at(at);
    String reference = node.path("$ref").asString("");
    return reference.isEmpty() ? node : description.at(reference.substring(1));
  }

  private static List<String> references(JsonNode node) {
    List<String> found = new ArrayList<>();
    if (node.has("$ref")) {
      found.add(node.path("$ref").asString(""));
    }
    node.forEach(child -> found.addAll(references(child)));
    return found;
  }

  private static String escaped(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  private static HttpResponse<String> get(String path) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY));
  }

  private static HttpResponse<String> post(String path) {
    return server.post(path, "");
  }
}
