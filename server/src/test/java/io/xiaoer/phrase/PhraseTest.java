package io.xiaoer.phrase;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
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
class PhraseTest {
  private static final Map<String, String> SESSIONS = new HashMap<>();

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    SESSIONS.clear();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  /** Phrases of the team are everybody's; those of one test are no other's. */
  @AfterEach
  void removePhrases() {
    for (JsonNode phrase : server.get("/api/v1/phrases").path("phrases")) {
      assertThat(send("DELETE", "/api/v1/phrases/" + phrase.path("id").asString(), "").statusCode())
          .isEqualTo(204);
    }
  }

  @AfterEach
  void removeDrafts() {
    for (JsonNode draft : drafts()) {
      String path = "/api/v1/conversations/" + draft.path("conversation_id").asString() + "/draft";
      assertThat(as("admin", "PUT", path, "{\"text\":\"\"}").statusCode()).isEqualTo(204);
    }
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
    for (String deed : List.of("phrase_added", "phrase_changed", "phrase_removed")) {
      assertThat(server.get("/api/v1/audit?what=" + deed).path("entries").toString())
          .contains("phrase " + id);
    }
  }

  @Test
  void aTableIsImportedWholeOrNotAndTwiceWithoutDoubles() {
    String table =
        """
        {"owner":"team","phrases":[
          {"group":"发货","shortcut":"fh","title":"发货时间","kind":"text","content":"48 小时内发出"},
          {"group":"发货","shortcut":"","title":"发货时间","kind":"text","content":"今天发出"},
          {"group":"","shortcut":"","title":"发货时间","kind":"text","content":"今天发出"}]}
        """;
    assertThat(json(imported(table)).toString()).isEqualTo("{\"added\":2,\"known\":1}");
    assertThat(json(imported(table)).toString()).isEqualTo("{\"added\":0,\"known\":3}");
    assertThat(server.get("/api/v1/phrases").path("phrases").size()).isEqualTo(2);
    assertThat(server.get("/api/v1/audit?what=phrases_imported").path("entries").toString())
        .contains("2 phrases", "the team");

    HttpResponse<String> wrong =
        imported(
            """
            {"owner":"me","phrases":[
              {"title":"好","kind":"text","content":"好的"},
              {"title":"%s","kind":"text","content":"好的"}]}
            """
                .formatted("长".repeat(51)));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(json(wrong).path("errors").path(0).path("field").asString())
        .isEqualTo("phrases[1].title");
    for (String body :
        List.of(
            "{}",
            "{\"owner\":\"me\"}",
            "{\"owner\":\"me\",\"phrases\":[]}",
            "{\"owner\":\"me\",\"phrases\":[null]}",
            "{\"owner\":\"he\",\"phrases\":[{\"title\":\"a\",\"kind\":\"text\",\"content\":\"b\"}]}",
            "{\"owner\":\"me\",\"phrases\":[%s]}".formatted("{},".repeat(100) + "{}"))) {
      assertThat(imported(body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(server.get("/api/v1/phrases").path("phrases").size()).isEqualTo(2);
  }

  @Test
  void aTableThatIsTooMuchAddsNothing() {
    for (int i = 0; i < Phrases.OF_ONE_MAX / 100; i++) {
      assertThat(imported(rows(i * 100, 99)).statusCode()).isEqualTo(200);
    }
    assertThat(imported(rows(1_000, 6)).statusCode()).isEqualTo(409);
    assertThat(server.get("/api/v1/phrases").path("phrases").size()).isEqualTo(495);
    assertThat(imported(rows(1_000, 5)).statusCode()).isEqualTo(200);
  }

  private static String rows(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj("{\"title\":\"%1$s\",\"kind\":\"text\",\"content\":\"%1$s\"}"::formatted)
        .collect(Collectors.joining(",", "{\"owner\":\"me\",\"phrases\":[", "]}"));
  }

  private HttpResponse<String> imported(String json) {
    return send("POST", "/api/v1/phrase-imports", json);
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
    HttpResponse<String> brought = server.upload(name, content, "");
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
  void aDraftThatWasChangedElsewhereIsNotOverwritten() {
    String path = "/api/v1/conversations/" + conversation() + "/draft";
    HttpResponse<String> begun = draft(path, "您好", "0");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
    String first = json(begun).path("revision").asString();
    assertThat(drafts().path(0).path("revision").asString()).isEqualTo(first);

    String second = json(draft(path, "您好，在的", first)).path("revision").asString();
    assertThat(second).isNotEqualTo(first);
    HttpResponse<String> late = draft(path, "您好，稍等", first);
    assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
    assertThat(json(late).path("reason").asString()).isEqualTo("draft_changed");
    assertThat(json(late).path("draft").path("text").asString()).isEqualTo("您好，在的");
    assertThat(json(late).path("draft").path("revision").asString()).isEqualTo(second);
    assertThat(drafts().path(0).path("text").asString()).isEqualTo("您好，在的");

    HttpResponse<String> again = draft(path, "您好，在的", first);
    assertThat(again.statusCode()).as("the answer to this one was lost").isEqualTo(200);
    assertThat(json(again).path("revision").asString()).isEqualTo(second);
  }

  @Test
  void aDraftThatIsGoneHasNoRevisionToWriteOn() {
    String path = "/api/v1/conversations/" + conversation() + "/draft";
    String first = json(draft(path, "您好", "0")).path("revision").asString();
    HttpResponse<String> emptied = draft(path, "", first);
    assertThat(emptied.statusCode()).as(emptied.body()).isEqualTo(200);
    assertThat(json(emptied).path("revision").asString()).isEqualTo("0");

    HttpResponse<String> late = draft(path, "您好，在的", first);
    assertThat(late.statusCode()).as(late.body()).isEqualTo(409);
    assertThat(json(late).path("draft")).isEqualTo(json("{\"text\":\"\",\"revision\":\"0\"}"));
    assertThat(draft(path, "在的", "0").statusCode()).isEqualTo(200);
    assertThat(draft(path, "稍等", "0").statusCode()).as("there is one by now").isEqualTo(409);
  }

  @Test
  void aCallerWithoutARevisionReplacesTheDraft() {
    String path = "/api/v1/conversations/" + conversation() + "/draft";
    String first = json(draft(path, "您好", "0")).path("revision").asString();
    HttpResponse<String> replaced = as("admin", "PUT", path, "{\"text\":\"在的\"}");
    assertThat(replaced.statusCode()).isEqualTo(204);
    assertThat(replaced.body()).isEmpty();
    assertThat(draft(path, "稍等", first).statusCode()).isEqualTo(409);
    assertThat(draft(path, "稍等", "x").statusCode()).isEqualTo(400);
    assertThat(drafts().path(0).path("text").asString()).isEqualTo("在的");
  }

  private HttpResponse<String> draft(String path, String text, String revision) {
    return as(
        "admin", "PUT", path, "{\"text\":\"%s\",\"revision\":\"%s\"}".formatted(text, revision));
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
    String table = "{\"owner\":\"team\",\"phrases\":[%s]}".formatted(ofTheTeam);
    assertThat(as("li", "POST", "/api/v1/phrase-imports", table).statusCode()).isEqualTo(403);
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
            .header("Cookie", SESSIONS.computeIfAbsent(username, server::logIn))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private String conversation() {
    TestPlatform platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
    platform.push(TestPlatform.text("oA", TestPlatform.nextMsgId(), "在吗"));
    return Soon.find(
        "a conversation",
        () ->
            server
                .get("/api/v1/conversations")
                .path("conversations")
                .valueStream()
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  private JsonNode added(String body) {
    HttpResponse<String> response = send("POST", "/api/v1/phrases", body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return json(response);
  }

  private static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private HttpResponse<String> send(String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
