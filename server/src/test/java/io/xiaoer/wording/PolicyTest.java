package io.xiaoer.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.shop.ShopId;
import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.store.Database;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A shop's rules by the API, and what they do to answers. */
@ParameterizedClass
@EnumSource(Engine.class)
class PolicyTest {
  private static final String POLICY = "/api/v1/shops/main/policy";

  @Parameter Engine engine;

  @TempDir static Path data;
  private static Platform platform;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    platform = Platform.start();
    server =
        TestServer.start(engine, data.resolve(engine.name()), TestPlatform.settingsOf(platform));
    platform.pushTo(server.url("/callback/main"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    platform.close();
  }

  @Test
  void aShopThatHasSaidNothingHasWhatComesWithTheServer() {
    put("{}", 200);
    JsonNode policy = server.get(POLICY);
    assertThat(policy.path("shipped").path("contacts").asString()).isEqualTo("confirm");
    assertThat(policy.path("shipped").path("phone_numbers").asString()).isEqualTo("warn");
    assertThat(policy.path("entries").isEmpty()).isTrue();
    assertThat(check("加微信聊").path("action").asString()).isEqualTo("confirm");
    assertThat(check("在的").path("action").isNull()).isTrue();
  }

  @Test
  void whatIsSetCountsAtOnceAndIsAudited() {
    JsonNode set =
        put(
            """
            {"shipped":{"contacts":"off","links":"refuse"},
             "entries":[{"kind":"word","value":" 全网最低 ","action":"refuse","replacement":"价格实惠"},
                        {"kind":"pattern","value":"保证.{0,4}发货","action":"confirm","note":"别承诺"}],
             "own_domains":["KuaiDi100.com","kuaidi100.com"]}
            """,
            200);
    assertThat(set.path("entries").path(0).path("value").asString()).isEqualTo("全网最低");
    assertThat(set.path("entries").path(0).path("note").asString()).isEmpty();
    assertThat(set.path("entries").path(1).path("replacement").isNull()).isTrue();
    assertThat(set.path("own_domains").toString()).isEqualTo("[\"kuaidi100.com\"]");
    assertThat(set.path("shipped").path("insults").asString()).isEqualTo("confirm");
    assertThat(set.path("changed_by").asString()).startsWith("api:");
    assertThat(server.get(POLICY)).isEqualTo(set);

    JsonNode found = check("加微信，全 网最低");
    assertThat(found.path("action").asString()).isEqualTo("refuse");
    assertThat(found.path("hits").size()).isEqualTo(1);
    JsonNode hit = found.path("hits").path(0);
    assertThat(hit.path("from").asInt()).isEqualTo(4);
    assertThat(hit.path("to").asInt()).isEqualTo(9);
    assertThat(hit.path("kind").asString()).isEqualTo("word");
    assertThat(hit.path("replacement").asString()).isEqualTo("价格实惠");
    assertThat(check("kuaidi100.com").path("hits").isEmpty()).isTrue();
    JsonNode noted = audited("wording_changed", 1).path(0);
    assertThat(noted.path("subject").asString()).isEqualTo("shop main");

    assertThat(found.path("active").asBoolean()).isTrue();
    put(
        "{\"shipped\":{\"contacts\":\"off\",\"phone_numbers\":\"off\",\"links\":\"off\","
            + "\"qr_codes\":\"off\",\"insults\":\"off\"}}",
        200);
    assertThat(check("加微信").path("active").asBoolean()).isFalse();
    put("{\"shipped\":{\"links\":\"warn\"}}", 200);
    assertThat(check("全网最低").path("hits").isEmpty()).isTrue();
    assertThat(check("example.com").path("action").asString()).isEqualTo("warn");
  }

  @Test
  void rulesThatAreNotSavedCanBeTried() {
    JsonNode before = server.get(POLICY);
    String text = "{\"text\":\"清仓处理\",\"policy\":%s}";
    JsonNode found =
        body(
            post(
                POLICY + "/check",
                text.formatted(
                    "{\"entries\":[{\"kind\":\"word\",\"value\":\"清仓\",\"action\":\"warn\"}]}")),
            200);
    assertThat(found.path("hits").path(0).path("value").asString()).isEqualTo("清仓");
    assertThat(server.get(POLICY)).isEqualTo(before);
    JsonNode refused =
        body(
            post(
                POLICY + "/check",
                text.formatted(
                    "{\"entries\":[{\"kind\":\"pattern\",\"value\":\"(\",\"action\":\"warn\"}]}")),
            422);
    assertThat(refused.path("errors").path(0).path("field").asString())
        .isEqualTo("policy.entries[0].value");
    body(post(POLICY + "/check", "{}"), 400);
    body(post(POLICY + "/check", "{\"text\":\"" + "a".repeat(8_193) + "\"}"), 422);
    body(post("/api/v1/shops/other/policy/check", "{\"text\":\"a\"}"), 404);
  }

  @Test
  void whatIsWrongIsNamedByFieldAndChangesNothing() {
    JsonNode before = server.get(POLICY);
    JsonNode refused =
        put(
            """
            {"shipped":{"contacts":"maybe","others":"warn"},
             "entries":[
               {"kind":"sound","value":"a","action":"warn"},
               {"kind":"word","value":"\u200b ","action":"warn"},
               {"kind":"word","value":"好","action":"shout"},
               {"kind":"pattern","value":"(a","action":"warn"},
               {"kind":"pattern","value":"(a{1000}){1000}","action":"warn"},
               {"kind":"pattern","value":"a*","action":"warn"},
               {"kind":"word","value":"加 油","action":"warn"},
               {"kind":"word","value":"加油","action":"refuse"},
               {"kind":"word","value":"%s","action":"warn"},
               {"kind":"word","value":"b","action":"warn","replacement":"%s","note":"%s"}],
             "own_domains":["https://example.com","com","ok.example.com"]}
            """
                .formatted("长".repeat(51), "长".repeat(201), "长".repeat(101)),
            422);
    assertThat(refused.path("errors").findValuesAsString("field"))
        .containsExactlyInAnyOrder(
            "shipped.contacts",
            "shipped",
            "entries[0].kind",
            "entries[1].value",
            "entries[2].action",
            "entries[3].value",
            "entries[4].value",
            "entries[5].value",
            "entries[7].value",
            "entries[8].value",
            "entries[9].replacement",
            "entries[9].note",
            "own_domains[0]",
            "own_domains[1]");
    assertThat(refused.path("errors").findValuesAsString("reason"))
        .contains("not_a_pattern", "too_complex", "twice", "blank", "not_a_domain", "not_one_of");
    String entry = "{\"kind\":\"word\",\"value\":\"w\",\"action\":\"warn\"}";
    put("{\"entries\":[" + String.join(",", Collections.nCopies(501, entry)) + "]}", 422);
    put("{\"entries\":\"all\"}", 400);
    put("[]", 400);
    assertThat(server.get(POLICY)).isEqualTo(before);
  }

  @Test
  void patternsThatTogetherWouldTakeTooLongAreRefused() {
    List<String> entries =
        IntStream.range(0, 60)
            .mapToObj(i ->
                "{\"kind\":\"pattern\",\"value\":\"a%s.{0,40}b\",\"action\":\"warn\"}".formatted(i))
            .toList();
    JsonNode refused = put("{\"entries\":[" + String.join(",", entries) + "]}", 422);
    assertThat(refused.path("errors").path(0).path("field").asString()).isEqualTo("entries");
    assertThat(refused.path("errors").path(0).path("reason").asString()).isEqualTo("too_complex");
  }

  /** As an older server has kept it, which allowed more. */
  @Test
  void aKeptPatternThatIsRefusedTodayIsShownAsRefusedAndStopsNothing() {
    Customer customer = writes("oOldPattern");
    String conversation = conversation("oOldPattern");
    put("{\"entries\":[{\"kind\":\"pattern\",\"value\":\"a{1,9}b\",\"action\":\"refuse\"}]}", 200);
    server
        .bean("desk", Database.class)
        .write(jdbc ->
            jdbc.sql(
                    """
                    UPDATE wording_rules SET rules = replace(rules, '{1,9}', '{1,900}'),
                                             revision = revision + 1
                    WHERE shop = 'main'
                    """)
                .update());
    JsonNode entry = server.get(POLICY).path("entries").path(0);
    assertThat(entry.path("value").asString()).isEqualTo("a{1,900}b");
    assertThat(entry.path("refused").asString()).isEqualTo("too_complex");
    body(answer(conversation, "old1", "aab", false), 202);
    assertThat(check("aab").path("hits").isEmpty()).isTrue();
    JsonNode refused =
        put(
            "{\"entries\":[{\"kind\":\"pattern\",\"value\":\"a{1,900}b\",\"action\":\"refuse\"}]}",
            422);
    assertThat(refused.path("errors").path(0).path("field").asString())
        .isEqualTo("entries[0].value");
    platform.awaitDelivered(customer, 1, Soon.AT_MOST);
  }

  @Test
  void aRefusedAnswerIsNotTakenAndItsTextIsNotAudited() {
    Customer customer = writes("oRefused");
    String conversation = conversation("oRefused");
    put("{\"entries\":[{\"kind\":\"word\",\"value\":\"秘密\",\"action\":\"refuse\"}]}", 200);
    double before = counted("refuse");
    JsonNode refused = body(answer(conversation, "c1", "这是秘 密哦", true), 422);
    assertThat(refused.path("type").asString()).endsWith("/policy-refused");
    assertThat(refused.path("reason").asString()).isEqualTo("policy_refused");
    assertThat(refused.path("hits").path(0).path("from").asInt()).isEqualTo(2);
    assertThat(counted("refuse")).isEqualTo(before + 1);
    JsonNode noted = audited("wording_refused", 1).path(0);
    assertThat(noted.path("subject").asString()).isEqualTo("conversation " + conversation);
    assertThat(noted.path("by").asString()).isEqualTo("api:test");
    assertThat(noted.path("detail").asString()).isEqualTo("word 秘密").doesNotContain("这是");

    body(answer(conversation, "c1", "这是公开的", false), 202);
    assertThat(platform.awaitDelivered(customer, 1, Soon.AT_MOST)).hasSize(1);
    assertThat(platform.delivered(customer)).containsExactly("这是公开的");
  }

  @Test
  void anAnswerToConfirmIsTakenWithConfirmedAndAuditedOnce() {
    Customer customer = writes("oConfirm");
    String conversation = conversation("oConfirm");
    put("{}", 200);
    double before = counted("confirm");
    JsonNode asked = body(answer(conversation, "c1", "加微信聊", false), 409);
    assertThat(asked.path("confirm").asBoolean()).isTrue();
    assertThat(asked.path("type").asString()).endsWith("/policy-confirm");
    assertThat(asked.path("hits").path(0).path("value").asString()).isEqualTo("contacts");
    assertThat(counted("confirm")).as("only what is sent counts").isEqualTo(before);
    int noted = audited("wording_confirmed", 0).size();

    JsonNode taken = body(answer(conversation, "c1", "加微信聊", true), 202);
    assertThat(platform.awaitDelivered(customer, 1, Soon.AT_MOST)).hasSize(1);
    assertThat(platform.delivered(customer)).containsExactly("加微信聊");
    JsonNode again = body(answer(conversation, "c1", "加微信聊", false), 202);
    assertThat(again.path("id")).as("a repetition was decided before").isEqualTo(taken.path("id"));
    put("{\"shipped\":{\"contacts\":\"refuse\"}}", 200);
    assertThat(body(answer(conversation, "c1", "加微信聊", false), 202).path("id"))
        .isEqualTo(taken.path("id"));
    body(answer(conversation, "c2", "加微信聊", true), 422);

    JsonNode entries = audited("wording_confirmed", noted + 1);
    assertThat(entries.size()).isEqualTo(noted + 1);
    assertThat(entries.path(0).path("detail").asString()).isEqualTo("shipped contacts");
    assertThat(counted("confirm")).isEqualTo(before + 1);
  }

  @Test
  void aWarningIsCountedAndSent() {
    Customer customer = writes("oWarn");
    put("{}", 200);
    double before = counted("warn");
    body(answer(conversation("oWarn"), "c1", "电话 13800138000", false), 202);
    assertThat(platform.awaitDelivered(customer, 1, Soon.AT_MOST)).hasSize(1);
    assertThat(counted("warn")).isEqualTo(before + 1);
  }

  @Test
  void whatAnswersByItselfCanAskWhetherItsTextIsRefused() {
    put("{\"shipped\":{\"links\":\"refuse\"}}", 200);
    WordingCheck check = server.bean("wordingCheck", WordingCheck.class);
    ShopId shop = new ShopId("main");
    assertThat(check.check(shop, "加微信")).hasSize(1);
    boolean refused =
        server
            .bean("desk", Database.class)
            .write(jdbc ->
                check.refusal(jdbc, shop, "看 https://example.com").isPresent()
                    && check.refusal(jdbc, shop, "加微信").isEmpty());
    assertThat(refused).isTrue();
  }

  private static JsonNode put(String body, int status) {
    return body(
        server.send(
            HttpRequest.newBuilder(server.url(POLICY))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))),
        status);
  }

  private static HttpResponse<String> post(String path, String body) {
    return server.post(path, body);
  }

  private static JsonNode check(String text) {
    ObjectNode body = JsonMapper.shared().createObjectNode().put("text", text);
    return body(post(POLICY + "/check", body.toString()), 200);
  }

  private static HttpResponse<String> answer(
      String conversation, String clientId, String text, boolean confirmed) {
    ObjectNode body =
        JsonMapper.shared().createObjectNode().put("client_id", clientId).put("type", "text");
    body.putObject("text").put("content", text);
    if (confirmed) {
      body.put("confirmed", true);
    }
    return post("/api/v1/conversations/" + conversation + "/messages", body.toString());
  }

  private static JsonNode body(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JsonMapper.shared().readTree(response.body());
  }

  private static JsonNode audited(String what, int atLeast) {
    JsonNode entries = server.get("/api/v1/audit?what=" + what).path("entries");
    assertThat(entries.size()).isGreaterThanOrEqualTo(atLeast);
    return entries;
  }

  private static double counted(String action) {
    return server
        .bean("prometheusMeterRegistry", MeterRegistry.class)
        .get("xiaoer.policy.hits")
        .tag("action", action)
        .counter()
        .count();
  }

  private static Customer writes(String openId) {
    Customer customer = platform.customer(openId);
    platform.awaitAcknowledged(customer.says("在吗"), Soon.AT_MOST);
    return customer;
  }

  private static String conversation(String openId) {
    return server.conversationOf(openId);
  }
}
