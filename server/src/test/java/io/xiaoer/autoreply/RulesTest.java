package io.xiaoer.autoreply;

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
import java.nio.file.Path;
import java.util.ArrayList;
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

/** The rules by the API. */
@ParameterizedClass
@EnumSource(Engine.class)
class RulesTest {
  private static final String RULES = "/api/v1/automatic-replies";
  private static final String GREETING =
      """
      {"name":"欢迎","shop":null,"trigger":"welcome",
       "reply":{"type":"text","text":{"content":"{称呼}，您好"}}}
      """;

  private static final String PATTERN =
      """
      {"name":"%s","shop":null,"trigger":"keyword","keywords":{"regex":"%s"},
       "reply":{"type":"text","text":{"content":"好的"}}}
      """;

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of("left", "right")
                .flatMap(shop ->
                    Stream.of(
                        TestPlatform.settings(
                            shop.equals("left") ? 0 : 1,
                            shop,
                            Mode.SECURE,
                            URI.create("http://127.0.0.1:9"))))
                .toArray(String[]::new));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aRuleHasItsTriggersDefaultsAndIsKeptAsItIsSent() {
    JsonNode made = json("POST", RULES, GREETING, 201);
    assertThat(made.path("when").asString()).isEqualTo("always");
    assertThat(made.path("per_customer").asString()).isEqualTo("day");
    assertThat(made.path("enabled").asBoolean()).isTrue();
    assertThat(made.path("revision").asInt()).isEqualTo(1);
    assertThat(made.path("shop").isNull()).isTrue();
    String whole =
        """
        {"name":"发货","shop":"left","trigger":"keyword",
         "keywords":{"any":["发货"],"all":[],"none":["投诉"],"regex":"几天.*到"},"when":"open",
         "reply":{"type":"product_share","product_share":{"product_id":"100"}},
         "per_customer":"message","enabled":false}
        """;
    JsonNode keyword = json("POST", RULES, whole, 201);
    JsonNode wanted = JsonMapper.shared().readTree(whole);
    wanted
        .properties()
        .forEach(field -> assertThat(keyword.path(field.getKey())).isEqualTo(field.getValue()));
    assertThat(ids(RULES)).contains(id(made), id(keyword));
    assertThat(ids(RULES + "?shop=right")).contains(id(made)).doesNotContain(id(keyword));
    JsonNode noted = server.get("/api/v1/audit?what=automatic_reply_added").path("entries").path(0);
    assertThat(noted.path("subject").asString()).isEqualTo("automatic reply " + id(keyword));
    assertThat(noted.path("detail").asString()).isEqualTo("发货; keyword; off");
  }

  @Test
  void whatSpeaksOfPeopleIsOffUntilSomebodySwitchesItOn() {
    for (String trigger : List.of("assigned", "closing")) {
      JsonNode made = json("POST", RULES, GREETING.replace("welcome", trigger), 201);
      assertThat(made.path("enabled").asBoolean()).as(trigger).isFalse();
    }
  }

  @Test
  void aRuleIsReplacedAndRemovedAndAnOldRevisionIsRefused() {
    JsonNode made = json("POST", RULES, GREETING, 201);
    String one = RULES + "/" + id(made);
    JsonNode changed = json("PUT", one, GREETING.replace("\"欢迎\"", "\"早上好\",\"revision\":1"), 200);
    assertThat(changed.path("name").asString()).isEqualTo("早上好");
    assertThat(changed.path("revision").asInt()).isEqualTo(2);
    JsonNode refused = json("PUT", one, GREETING.replace("\"欢迎\"", "\"晚\",\"revision\":1"), 409);
    assertThat(refused.path("reason").asString()).isEqualTo("rule_changed");
    json("PUT", one, GREETING, 200);
    assertThat(send("DELETE", one, "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", one, "").statusCode()).isEqualTo(404);
    assertThat(send("PUT", RULES + "/x", GREETING).statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsWrongIsNamedByField() {
    JsonNode refused =
        json(
            "POST",
            RULES,
            """
            {"name":" ","shop":"nowhere","trigger":"tagged","when":"often","per_customer":"week",
             "enabled":"yes","keywords":{"any":"发货","regex":"(","all":[""]},
             "reply":{"type":"text","text":{"content":"{称乎}您好"}}}
            """,
            422);
    assertThat(refused.path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder(
            "name",
            "shop",
            "trigger",
            "when",
            "per_customer",
            "enabled",
            "keywords.any",
            "keywords.all",
            "keywords.regex",
            "reply.text.content");
    assertThat(
            reasons(
                "{\"name\":\"x\",\"trigger\":\"keyword\",\"keywords\":{\"none\":[\"a\"]},\"reply\":{\"type\":\"text\",\"text\":{\"content\":\"x\"}}}"))
        .containsExactly("missing");
    assertThat(reasons(GREETING.replace("{称呼}，您好", "x".repeat(2_049))))
        .containsExactly("too_many_bytes");
    assertThat(reasons(GREETING.replace("{称呼}，您好", "  "))).containsExactly("blank");
    assertThat(
            reasons(
                "{\"name\":\"x\",\"trigger\":\"welcome\",\"reply\":{\"type\":\"image\",\"image\":{\"media_id\":\"0123456789abcdef0123456789abcdef\"}}}"))
        .containsExactly("no_such_file");
    assertThat(reasons("{\"name\":\"x\"}")).contains("missing", "not_one_of");
    assertThat(send("POST", RULES, "[]").statusCode()).isEqualTo(400);
  }

  /** As an older server has kept it, which allowed more. */
  @Test
  void aRuleWhosePatternIsRefusedTodayIsShownAsOffWithTheReason() {
    JsonNode made = json("POST", RULES, PATTERN.formatted("old", "a{1,9}b"), 201);
    assertThat(made.path("enabled").asBoolean()).isTrue();
    server
        .bean("desk", Database.class)
        .write(jdbc ->
            jdbc.sql(
                    """
                    UPDATE automatic_reply
                    SET keywords = replace(keywords, '{1,9}', '{1,900}'), revision = revision + 1
                    WHERE id = ?
                    """)
                .param(Long.parseLong(id(made)))
                .update());
    JsonNode shown =
        server
            .get(RULES)
            .path("rules")
            .valueStream()
            .filter(rule -> id(rule).equals(id(made)))
            .findFirst()
            .orElseThrow();
    assertThat(shown.path("enabled").asBoolean()).isFalse();
    assertThat(shown.path("keywords").path("regex").asString()).isEqualTo("a{1,900}b");
    assertThat(shown.path("warnings").findValuesAsString("field"))
        .containsExactly("keywords.regex");
    assertThat(shown.path("warnings").findValuesAsString("reason")).containsExactly("too_complex");
    JsonNode refused =
        json("PUT", RULES + "/" + id(made), PATTERN.formatted("old", "a{1,900}b"), 422);
    assertThat(refused.path("errors").findValuesAsString("field"))
        .containsExactly("keywords.regex");
    json("PUT", RULES + "/" + id(made), PATTERN.formatted("old", "a+b"), 200);
    assertThat(send("DELETE", RULES + "/" + id(made), "").statusCode()).isEqualTo(204);
  }

  @Test
  void patternsThatTogetherWouldTakeTooLongAreRefused() {
    List<String> made = new ArrayList<>();
    String over = "";
    for (int i = 0; over.isEmpty() && i < 100; i++) {
      HttpResponse<String> answer =
          send(
              "POST",
              RULES,
              PATTERN.formatted("n" + i, i + ".{0,40}b").replace("null", "\"left\""));
      if (answer.statusCode() == 201) {
        made.add(id(JsonMapper.shared().readTree(answer.body())));
      } else {
        over = answer.body();
      }
    }
    assertThat(made).hasSizeGreaterThan(20);
    assertThat(over).contains("keywords.regex", "too_complex");
    String one = PATTERN.formatted("one", "x.{0,40}b");
    json("POST", RULES, one, 422);
    JsonNode right = json("POST", RULES, one.replace("null", "\"right\""), 201);
    json("POST", RULES, one.replace("\"keyword\"", "\"keyword\",\"enabled\":false"), 201);
    made.add(id(right));
    made.forEach(id -> send("DELETE", RULES + "/" + id, ""));
  }

  /** T-R11. */
  @Test
  void aPromiseOfAnAnswerAtOnceHasHours() {
    String promise = GREETING.replace("您好", "马上为您处理");
    assertThat(json("POST", RULES, promise, 201).path("warnings").findValuesAsString("reason"))
        .containsExactly("promise_at_all_hours");
    JsonNode inHours =
        json("POST", RULES, promise.replace("\"welcome\"", "\"welcome\",\"when\":\"open\""), 201);
    assertThat(inHours.path("warnings")).isEmpty();
  }

  @Test
  void wordsThatTheShopDoesNotWantSaidAreTold() {
    json(
        "PUT",
        "/api/v1/shops/right/policy",
        "{\"entries\":[{\"kind\":\"word\",\"value\":\"全网最低\",\"action\":\"refuse\"}]}",
        200);
    JsonNode made = json("POST", RULES, GREETING.replace("您好", "全网最低"), 201);
    assertThat(made.path("warnings").findValuesAsString("reason"))
        .containsExactly("policy_refused");
    JsonNode left =
        json(
            "POST",
            RULES,
            GREETING.replace("您好", "全网最低").replace("\"shop\":null", "\"shop\":\"left\""),
            201);
    assertThat(left.path("warnings")).isEmpty();
  }

  private List<String> reasons(String body) {
    return json("POST", RULES, body, 422).path("errors").findValuesAsString("reason");
  }

  private static String id(JsonNode rule) {
    return rule.path("id").asString();
  }

  private static List<String> ids(String path) {
    return server.get(path).path("rules").findValuesAsString("id");
  }

  private static JsonNode json(String method, String path, String body, int status) {
    HttpResponse<String> answer = send(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> send(String method, String path, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
