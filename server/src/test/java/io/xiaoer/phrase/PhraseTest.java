package io.xiaoer.phrase;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(60)
class ComposeTest {
  @Parameter Engine engine;
  @TempDir Path data;

  private final Map<String, String> sessions = new HashMap<>();
  private TestServer server;

  @BeforeEach
  void start() {
    server =
        TestServer.start(
            engine,
            data,
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void phrasesOfEveryKindAreKeptAsTheyWereWritten() {
    String picture = bring("size.png", PNG);
    JsonNode hello =
        added(
            """
            {"group":"问候","shortcut":"hi","title":"你好","kind":"text",
             "content":"{{customer}} 您好，{{shop}} 的 {{agent}} 😀","owner":"team","position":2}
            """);
    assertThat(hello.path("content").asString())
        .isEqualTo("{{customer}} 您好，{{shop}} 的 {{agent}} 😀");
    added(
        """
        {"title":"尺码表","kind":"image","media_id":"%s","owner":"me","position":1,
         "shops":["main"]}
        """
            .formatted(picture));
    added(
        "{\"title\":\"茶杯\",\"kind\":\"product_share\",\"product_id\":\"10000000001001\",\"owner\":\"team\"}");
    JsonNode all = server.get("/api/v1/phrases").path("phrases");
    assertThat(all.valueStream().map(one -> one.path("title").asString()))
        .as("by position")
        .containsExactly("茶杯", "尺码表", "你好");
    JsonNode image = all.path(1);
    assertThat(image.path("media_url").asString()).isEqualTo("/api/v1/media/" + picture);
    assertThat(image.path("owner").asString()).isEqualTo("me");
    assertThat(image.path("shops").toString()).isEqualTo("[\"main\"]");
    assertThat(all.path(0).path("product_id").asString()).isEqualTo("10000000001001");
    assertThat(all.path(0).path("shops").isNull()).isTrue();

    String id = hello.path("id").asString();
    HttpResponse<String> changed =
        send(
            "PUT",
            "/api/v1/phrases/" + id,
            "{\"title\":\"再见\",\"kind\":\"text\",\"content\":\"再见\"}");
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(json(changed).path("owner").asString()).isEqualTo("team");
    assertThat(send("DELETE", "/api/v1/phrases/" + id, "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/api/v1/phrases/" + id, "").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/phrases?shop=main").path("phrases").size()).isEqualTo(2);
  }

  @Test
  void aPicturePhraseShowsAPictureThatIsThere() {
    String text = bring("size.txt", "not a picture".getBytes(StandardCharsets.UTF_8));
    for (String id : List.of("0a1b", "0123456789abcdef0123456789abcdef", text)) {
      HttpResponse<String> refused =
          send(
              "POST",
              "/api/v1/phrases",
              "{\"title\":\"x\",\"kind\":\"image\",\"media_id\":\"%s\",\"owner\":\"me\"}"
                  .formatted(id));
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    }
    assertThat(server.get("/api/v1/phrases").path("phrases")).isEmpty();
  }

  /** One black pixel. */
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

  private String bring(String name, byte[] content) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(content);
    form.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> brought =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/media"))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofByteArray(form.toByteArray())));
    assertThat(brought.statusCode()).as(brought.body()).isEqualTo(201);
    return json(brought).path("media_id").asString();
  }

  @Test
  void aPhraseThatCannotBeIsRefused() {
    for (String body :
        new String[] {
          "{\"kind\":\"text\",\"content\":\"x\",\"owner\":\"me\"}",
          "{\"title\":\"x\",\"kind\":\"text\",\"content\":\" \",\"owner\":\"me\"}",
          "{\"title\":\"x\",\"kind\":\"text\",\"content\":\"%s\",\"owner\":\"me\"}"
              .formatted("字".repeat(700)),
          "{\"title\":\"x\",\"kind\":\"image\",\"owner\":\"me\"}",
          "{\"title\":\"x\",\"kind\":\"image\",\"media_id\":\"../x\",\"owner\":\"me\"}",
          "{\"title\":\"x\",\"kind\":\"voice\",\"content\":\"x\",\"owner\":\"me\"}",
          "{\"title\":\"x\",\"kind\":\"text\",\"content\":\"x\",\"owner\":\"you\"}",
          "{\"title\":\"x\",\"kind\":\"text\",\"content\":\"x\"}",
          "{\"title\":\"x\",\"kind\":\"text\",\"content\":\"x\",\"owner\":\"me\",\"shortcut\":\"a"
              + " b\"}",
          "{\"title\":\"x\",\"kind\":\"text\",\"content\":\"x\",\"owner\":\"me\",\"shops\":[\"no\"]}"
        }) {
      assertThat(send("POST", "/api/v1/phrases", body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(server.get("/api/v1/phrases").path("phrases").size()).isZero();
  }

  @Test
  void aDraftOutlivesTheBrowserAndGoesWhenItIsEmptied() {
    String conversation = conversation();
    String path = "/api/v1/conversations/" + conversation + "/draft";
    assertThat(as("admin", "PUT", path, "{\"text\":\"第一\"}").statusCode()).isEqualTo(204);
    assertThat(as("admin", "PUT", path, "{\"text\":\"第一句 😀\"}").statusCode()).isEqualTo(204);
    JsonNode drafts = drafts();
    assertThat(drafts.size()).isEqualTo(1);
    assertThat(drafts.path(0).path("text").asString()).isEqualTo("第一句 😀");
    assertThat(drafts.path(0).path("conversation_id").asString()).isEqualTo(conversation);
    assertThat(as("admin", "PUT", path, "{}").statusCode()).isEqualTo(400);
    assertThat(
            as("admin", "PUT", path, "{\"text\":\"%s\"}".formatted("x".repeat(5_001))).statusCode())
        .isEqualTo(400);
    assertThat(
            as("admin", "PUT", "/api/v1/conversations/999/draft", "{\"text\":\"x\"}").statusCode())
        .isEqualTo(404);
    assertThat(as("admin", "PUT", path, "{\"text\":\"\"}").statusCode()).isEqualTo(204);
    assertThat(drafts().size()).isZero();
  }

  @Test
  void theTeamsPhrasesAreWrittenByThoseWhoLeadItAndNobodySeesAnothersOwn() {
    Map.of("li", "agent", "wu", "agent", "boss", "supervisor")
        .forEach((username, role) -> {
          HttpResponse<String> added =
              server.post(
                  "/api/v1/staff",
                  "{\"username\":\"%s\",\"role\":\"%s\",\"shops\":[\"main\"],\"password\":\"%s\"}"
                      .formatted(username, role, TestServer.PASSWORD));
          assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        });
    String ofTheTeam = "{\"title\":\"x\",\"kind\":\"text\",\"content\":\"x\",\"owner\":\"team\"}";
    String own = ofTheTeam.replace("team", "me");
    assertThat(as("li", "POST", "/api/v1/phrases", ofTheTeam).statusCode()).isEqualTo(403);
    HttpResponse<String> team = as("boss", "POST", "/api/v1/phrases", ofTheTeam);
    assertThat(team.statusCode()).as(team.body()).isEqualTo(201);
    String teams = "/api/v1/phrases/" + json(team).path("id").asString();
    assertThat(as("li", "PUT", teams, ofTheTeam).statusCode()).isEqualTo(403);
    assertThat(as("li", "DELETE", teams, "").statusCode()).isEqualTo(403);

    HttpResponse<String> mine = as("li", "POST", "/api/v1/phrases", own);
    assertThat(mine.statusCode()).isEqualTo(201);
    String mines = "/api/v1/phrases/" + json(mine).path("id").asString();
    assertThat(json(as("li", "GET", "/api/v1/phrases", "")).path("phrases").size()).isEqualTo(2);
    assertThat(json(as("wu", "GET", "/api/v1/phrases", "")).path("phrases").size()).isEqualTo(1);
    assertThat(as("wu", "PUT", mines, own).statusCode()).isEqualTo(404);
    assertThat(as("boss", "DELETE", mines, "").statusCode()).isEqualTo(404);
    assertThat(as("li", "DELETE", mines, "").statusCode()).isEqualTo(204);
  }

  private JsonNode drafts() {
    return json(as("admin", "GET", "/api/v1/drafts", "")).path("drafts");
  }

  private HttpResponse<String> as(String username, String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", sessions.computeIfAbsent(username, server::logIn))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private String conversation() {
    TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    platform.push(TestPlatform.text("oA", TestPlatform.nextMsgId(), "在吗"));
    while (true) {
      JsonNode found = server.get("/api/v1/conversations").path("conversations");
      if (!found.isEmpty()) {
        return found.path(0).path("id").asString();
      }
      Thread.onSpinWait();
    }
  }

  private JsonNode added(String body) {
    HttpResponse<String> response = send("POST", "/api/v1/phrases", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return json(response);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return JsonMapper.shared().readTree(response.body());
  }

  private HttpResponse<String> send(String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
