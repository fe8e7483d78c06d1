package io.xiaoer.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a caller writes wrongly is refused, named, and no trouble of ours. */
@ParameterizedClass
@EnumSource(Engine.class)
class RequestsTest {
  private static final String CUSTOMER = "oRequests";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static String conversation;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
    TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    platform.push(TestPlatform.text(CUSTOMER, TestPlatform.nextMsgId(), "在吗"));
    platform.push(TestPlatform.text("oAnother", TestPlatform.nextMsgId(), "你好"));
    Soon.await().until(() -> conversations("").size() == 2);
    conversation = conversations("?open_id=" + CUSTOMER).path(0).path("id").asString();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void anAddressThatCannotBeDecodedIsRefusedWithAReason() {
    for (String query :
        List.of("/api/v1/search?q=%B5%EA", "/api/v1/search?q=100%25%00", "/api/v1/audit?by=%00")) {
      assertRefused(get(query), 400, "bad_encoding");
    }
    HttpResponse<String> stranger =
        server.send(HttpRequest.newBuilder(server.url("/actuator/health?x=%B5")));
    assertRefused(stranger, 400, "bad_encoding");
  }

  @Test
  void aParameterThatARouteDoesNotHaveIsNamed() {
    HttpResponse<String> refused = get("/api/v1/conversations?openid=" + CUSTOMER);
    assertRefused(refused, 400, "unknown_parameter");
    assertThat(field(refused)).isEqualTo("openid");
  }

  @Test
  void aCustomerIsFoundByOpenIdAndNamedWithEachEvent() {
    JsonNode found = conversations("?open_id=" + CUSTOMER);
    assertThat(found.size()).isEqualTo(1);
    assertThat(found.path(0).path("open_id").asString()).isEqualTo(CUSTOMER);
    assertThat(conversations("?open_id=oNobody").size()).isZero();
    List<String> ids = new ArrayList<>();
    for (JsonNode event : server.get("/api/v1/events").path("events")) {
      if (event.path("open_id").asString().equals(CUSTOMER)) {
        ids.add(event.path("conversation_id").asString());
      }
    }
    assertThat(ids).containsExactly(conversation);
  }

  @Test
  void aFieldOfAnotherTypeIsNamed() {
    HttpResponse<String> refused =
        answer("{\"client_id\":\"t1\",\"type\":\"text\",\"text\":\"在的\"}");
    assertRefused(refused, 400, "wrong_json_type");
    assertThat(field(refused)).isEqualTo("text");
    HttpResponse<String> deeper =
        answer("{\"client_id\":\"t2\",\"type\":\"text\",\"text\":{\"content\":{}}}");
    assertRefused(deeper, 400, "wrong_json_type");
    assertThat(field(deeper)).isEqualTo("text.content");
    assertRefused(answer("{\"client_id\":"), 400, "not_json");
    assertRefused(answer("{\"type\":\"text\",\"type\":\"image\"}"), 400, "not_json");
    assertRefused(answer("[".repeat(1_000)), 400, "not_json");
  }

  @Test
  void aCharacterThatCannotBeStoredIsRefusedInWhateverField() {
    for (String bad : List.of("a\\u0000b", "\\ud83d", "\\ude00\\ud83d")) {
      HttpResponse<String> refused =
          answer(
              "{\"client_id\":\"u1\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                  .formatted(bad));
      assertRefused(refused, 400, "unstorable_character");
      assertThat(field(refused)).isEqualTo("text.content");
    }
    HttpResponse<String> note =
        send(
            "PATCH",
            "/api/v1/conversations/" + conversation + "/customer",
            "{\"note\":\"\\u0000\"}");
    assertRefused(note, 400, "unstorable_character");
    HttpResponse<String> login =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"username\":\"a\\u0000\",\"password\":\"b\"}")));
    assertRefused(login, 400, "unstorable_character");
  }

  /** Whatever the checks before it have let through. */
  @Test
  void aValueThatTheDatabaseRefusesIsTheCallersAndLeavesNoTrace() throws SQLException {
    if (engine == Engine.SQLITE) {
      return; // It keeps any text in any column.
    }
    try (Connection connection =
            DriverManager.getConnection(
                Engine.url(data.resolve(engine.name())), "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE customer ALTER COLUMN note TYPE varchar(5)");
    }
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger log = (Logger) LoggerFactory.getLogger(ApiExceptionHandler.class);
    log.addAppender(lines);
    HttpResponse<String> refused =
        send(
            "PATCH",
            "/api/v1/conversations/" + conversation + "/customer",
            "{\"note\":\"要发票，抬头见聊天\"}");
    log.detachAppender(lines);
    assertRefused(refused, 400, "unstorable_value");
    assertThat(refused.body()).doesNotContain("varchar");
    assertThat(lines.list)
        .singleElement()
        .matches(line -> line.getLevel() == Level.INFO && line.getThrowableProxy() == null)
        .satisfies(line -> assertThat(line.getFormattedMessage()).doesNotContain("发票"));
    HttpResponse<String> kept =
        send("PATCH", "/api/v1/conversations/" + conversation + "/customer", "{\"note\":\"要发票\"}");
    assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
  }

  @Test
  void anAnswerThatNobodyCouldSeeCostsNoneOfFive() {
    for (String nothing : List.of("\u200b", " \u2060\ufeff", "\u3164", "\u2800\u00ad")) {
      HttpResponse<String> refused =
          answer(
              "{\"client_id\":\"v1\",\"type\":\"text\",\"text\":{\"content\":\"%s\"}}"
                  .formatted(nothing));
      assertRefused(refused, 400, "blank");
      HttpResponse<String> phrase =
          send(
              "POST",
              "/api/v1/phrases",
              "{\"owner\":\"team\",\"group\":\"g\",\"title\":\"t\",\"kind\":\"text\",\"content\":\"%s\"}"
                  .formatted(nothing));
      assertRefused(phrase, 400, "blank");
    }
  }

  @Test
  void aSearchForTooMuchSaysHowMuchIsTaken() {
    HttpResponse<String> refused = get("/api/v1/search?q=" + "x".repeat(201));
    assertRefused(refused, 422, "too_long");
    assertThat(JsonMapper.shared().readTree(refused.body()).at("/errors/0/max").asInt())
        .isEqualTo(200);
  }

  @Test
  void aFileMayHaveALongChineseName() {
    String name = "合".repeat(140) + ".txt";
    HttpResponse<String> taken = upload("filename=\"" + name + "\"", "0123456789");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
    assertRefused(upload("filename=\"" + "n".repeat(9_000) + "\"", "0"), 400, "file_name_too_long");
    HttpResponse<String> cut =
        post("/api/v1/media", "multipart/form-data; boundary=xx", "--xx\r\nContent-Disp");
    assertRefused(cut, 400, "form_broken");
  }

  private static HttpResponse<String> upload(String fileName, String content) {
    return post(
        "/api/v1/media",
        "multipart/form-data; boundary=xx",
        "--xx\r\nContent-Disposition: form-data; name=\"file\"; %s\r\n\r\n%s\r\n--xx--\r\n"
            .formatted(fileName, content));
  }

  private static HttpResponse<String> answer(String json) {
    return send("POST", "/api/v1/conversations/" + conversation + "/messages", json);
  }

  private static HttpResponse<String> get(String path) {
    return server.send(asMachine(path));
  }

  private static HttpResponse<String> post(String path, String type, String body) {
    return server.send(
        asMachine(path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private static HttpResponse<String> send(String method, String path, String json) {
    return server.send(
        asMachine(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  private static HttpRequest.Builder asMachine(String path) {
    return HttpRequest.newBuilder(server.url(path))
        .header("Authorization", "Bearer " + TestServer.API_KEY);
  }

  private static JsonNode conversations(String query) {
    return server.get("/api/v1/conversations" + query).path("conversations");
  }

  private static String field(HttpResponse<String> refused) {
    return JsonMapper.shared().readTree(refused.body()).at("/errors/0/field").asString("");
  }

  private static void assertRefused(HttpResponse<String> refused, int status, String reason) {
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    JsonNode problem = JsonMapper.shared().readTree(refused.body());
    assertThat(problem.path("reason").asString("")).as(refused.body()).isEqualTo(reason);
    assertThat(problem.path("detail").asString("")).isNotBlank();
  }
}
