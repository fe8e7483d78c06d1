package io.xiaoer.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
class CustomersTest {
  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static TestPlatform platform;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
    platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  /** The queue of each test has only those who write in it. */
  @AfterEach
  void closeAll() {
    for (JsonNode one : server.get("/api/v1/conversations").path("conversations")) {
      if (one.path("open").asBoolean()) {
        String path = "/api/v1/conversations/" + one.path("id").asString() + "/close";
        assertThat(server.post(path, "").statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void noteTagsAndStarAreKeptAndShownInTheList() {
    String id = writes("oTagged");
    JsonNode changed =
        changed(id, "{\"note\":\"喜欢顺丰 😀\",\"tags\":[\"vip\",\" 急 \",\"vip\"],\"starred\":true}");
    assertThat(changed.path("note").asString()).isEqualTo("喜欢顺丰 😀");
    assertThat(changed.path("messages").asLong()).isEqualTo(1);
    changed(id, "{\"starred\":true}");
    server.close();
    start(engine);
    JsonNode customer = server.get("/api/v1/conversations/" + id + "/customer");
    assertThat(customer.path("note").asString()).isEqualTo("喜欢顺丰 😀");
    assertThat(customer.path("tags").toString()).isEqualTo("[\"vip\",\"急\"]");
    JsonNode listed = listed("oTagged");
    assertThat(listed.path("starred").asBoolean()).isTrue();
    assertThat(listed.path("note").asBoolean()).isTrue();
    assertThat(listed.path("tags").toString()).isEqualTo("[\"vip\",\"急\"]");
    assertThat(listed.path("blocked").asBoolean(true)).isFalse();
    changed(writes("oTaggedToo"), "{\"tags\":[\"急\"]}");
    assertThat(server.get("/api/v1/tags").path("tags").toString())
        .isEqualTo("[{\"tag\":\"急\",\"count\":2},{\"tag\":\"vip\",\"count\":1}]");
    changed(id, "{\"note\":\"\",\"tags\":[],\"starred\":false}");
    assertThat(listed("oTagged").path("note").asBoolean(true)).isFalse();
    assertThat(server.post("/api/v1/conversations/" + id + "/close", "").statusCode())
        .isEqualTo(200);
    assertThat(
            server
                .get("/api/v1/audit")
                .path("entries")
                .valueStream()
                .filter(entry -> entry.path("subject").asString().equals("conversation " + id))
                .map(
                    entry -> entry.path("what").asString() + " " + entry.path("detail").asString()))
        .containsExactly("conversation_closed ", "customer_tagged ", "customer_tagged vip, 急");
  }

  @Test
  void aRemarkNameIsShownInTheListFoundBySearchAndNotedInTheAuditWithoutTheName() {
    String id = writes("oNamedCustomer");
    assertThat(listed("oNamedCustomer").path("remark_name").isNull()).isTrue();
    JsonNode named = changed(id, "{\"remark_name\":\" 李姐（团购）100% \"}");
    assertThat(named.path("remark_name").asString()).isEqualTo("李姐（团购）100%");
    changed(id, "{\"note\":\"另一处改动不影响\"}");
    assertThat(listed("oNamedCustomer").path("remark_name").asString()).isEqualTo("李姐（团购）100%");
    for (String asked : List.of("李姐", "团购", "100%", "oNamedCustomer")) {
      JsonNode hit = awaitHit(asked);
      assertThat(hit.path("conversation_id").asString()).as(asked).isEqualTo(id);
      assertThat(hit.path("remark_name").asString()).as(asked).isEqualTo("李姐（团购）100%");
    }
    assertThat(hits("李%团")).as("a percent sign is itself").isEmpty();
    JsonNode noted = server.get("/api/v1/audit?what=customer_named").path("entries").path(0);
    assertThat(noted.path("subject").asString()).isEqualTo("conversation " + id);
    assertThat(noted.path("detail").asString()).as("without the name").isEmpty();
    assertThat(noted.path("customer").path("conversation_id").asString()).isEqualTo(id);
    assertThat(noted.path("customer").path("open_id").asString()).isEqualTo("oNamedCustomer");
    assertThat(noted.path("customer").path("remark_name").asString())
        .as("as the customer is called now")
        .isEqualTo("李姐（团购）100%");
    changed(id, "{\"remark_name\":null}");
    assertThat(listed("oNamedCustomer").path("remark_name").isNull()).isTrue();
    assertThat(hits("李姐")).isEmpty();
  }

  /** The index follows the messages some moments behind. */
  private JsonNode awaitHit(String asked) {
    return Soon.await().until(() -> hits(asked), hits -> !hits.isEmpty()).path(0);
  }

  private JsonNode hits(String asked) {
    return server
        .get("/api/v1/search?q=" + URLEncoder.encode(asked, StandardCharsets.UTF_8))
        .path("hits");
  }

  @Test
  void aBlockedCustomersMessagesAreKeptButNobodyIsCalled() {
    String id = writes("oBlocked");
    assertThat(listed("oBlocked").path("unread").asInt()).isEqualTo(1);
    JsonNode blocked = changed(id, "{\"blocked\":{\"reason\":\"刷屏\",\"until\":null}}");
    assertThat(blocked.path("blocked").path("reason").asString()).isEqualTo("刷屏");
    assertThat(blocked.path("blocked").path("by").asString()).isEqualTo("api:test");
    writes("oBlocked");
    writes("oWaiting");
    JsonNode listed = listed("oBlocked");
    assertThat(listed.path("blocked").asBoolean()).isTrue();
    assertThat(listed.path("unread").asInt()).isZero();
    assertThat(listed.path("waiting_since").isNull()).isTrue();
    assertThat(messages(id)).isEqualTo(2);
    assertThat(
            server
                .get("/api/v1/conversations?order=waiting")
                .path("conversations")
                .path(0)
                .path("open_id")
                .asString())
        .as("who waits comes first, and that is not he")
        .isEqualTo("oWaiting");

    Instant before = Instant.now();
    changed(id, "{\"blocked\":null}");
    assertThat(
            server
                .get("/api/v1/audit")
                .path("entries")
                .valueStream()
                .map(entry ->
                    entry.path("what").asString() + " " + entry.path("subject").asString()))
        .contains("customer_blocked conversation " + id, "customer_unblocked conversation " + id);
    JsonNode free = listed("oBlocked");
    assertThat(free.path("blocked").asBoolean(true)).isFalse();
    assertThat(free.path("unread").asInt()).as("nothing was lost").isEqualTo(2);
    assertThat(Instant.parse(free.path("waiting_since").asString()))
        .as("he waits from the end of the block")
        .isAfterOrEqualTo(before.minusSeconds(1));
  }

  @Test
  void whatIsClosedStaysClosedWhileItsCustomerIsBlockedAndOpensWhenTheBlockEnds() {
    String id = writes("oClosed");
    assertThat(server.post("/api/v1/conversations/" + id + "/close", "").statusCode())
        .isEqualTo(200);
    changed(id, "{\"blocked\":{\"reason\":\"刷屏\",\"until\":null}}");
    writes("oClosed");
    assertThat(listed("oClosed").path("open").asBoolean(true)).isFalse();
    assertThat(server.get("/api/v1/conversations?view=queue").path("conversations")).isEmpty();
    String open = writes("oOpen");
    assertThat(queue()).containsExactly(open);
    changed(open, "{\"blocked\":{\"reason\":\"刷屏\",\"until\":null}}");
    assertThat(queue()).as("open, and blocked").isEmpty();

    changed(id, "{\"blocked\":null}");
    assertThat(listed("oClosed").path("open").asBoolean()).isTrue();
    assertThat(queue()).containsExactly(id);
    changed(open, "{\"blocked\":null}");
    assertThat(queue()).containsExactlyInAnyOrder(id, open);
  }

  @Test
  void aBlockWithoutAWordMeanwhileOpensNothing() {
    String id = writes("oSilent");
    assertThat(server.post("/api/v1/conversations/" + id + "/close", "").statusCode())
        .isEqualTo(200);
    changed(id, "{\"blocked\":{\"reason\":\"刷屏\",\"until\":null}}");
    changed(id, "{\"blocked\":null}");
    assertThat(listed("oSilent").path("open").asBoolean(true)).isFalse();
  }

  private List<String> queue() {
    return server
        .get("/api/v1/conversations?view=queue")
        .path("conversations")
        .valueStream()
        .map(one -> one.path("id").asString())
        .toList();
  }

  @Test
  void earlierAreTheStretchesThatWereClosed() {
    String id = writes("oEarlier");
    String path = "/api/v1/conversations/" + id;
    assertThat(server.get(path + "/customer").path("earlier")).isEmpty();
    String first = firstMessage(path);
    assertThat(server.post(path + "/close", "").statusCode()).isEqualTo(200);
    writes("oEarlier");
    writes("oEarlier");
    assertThat(server.post(path + "/close", "").statusCode()).isEqualTo(200);
    assertThat(server.post(path + "/reopen", "").statusCode()).isEqualTo(200);
    assertThat(server.post(path + "/close", "").statusCode()).as("of nothing").isEqualTo(200);
    writes("oEarlier");
    JsonNode earlier = server.get(path + "/customer").path("earlier");
    assertThat(earlier.valueStream().map(one -> one.path("messages").asInt()))
        .as("newest first, without the present one")
        .containsExactly(2, 1);
    assertThat(earlier.path(1).path("message_id").asString()).isEqualTo(first);
    assertThat(earlier.path(0).path("closed_by").asString()).isEqualTo("api:test");
    assertThat(Instant.parse(earlier.path(1).path("to").asString()))
        .isBeforeOrEqualTo(Instant.parse(earlier.path(0).path("from").asString()));
  }

  private String firstMessage(String path) {
    return server.get(path + "/messages").path("messages").path(0).path("id").asString();
  }

  @Test
  void aBlockEndsByItself() {
    String id = writes("oBlockedForAWhile");
    String block = "{\"blocked\":{\"reason\":\"刷屏\",\"until\":\"%s\"}}";
    changed(id, block.formatted(Instant.now().plus(Duration.ofDays(1))));
    assertThat(listed("oBlockedForAWhile").path("blocked").asBoolean()).isTrue();
    Instant until = Instant.now().plusSeconds(5);
    changed(id, block.formatted(until));
    long seen = seq();
    Soon.await().until(() -> !listed("oBlockedForAWhile").path("blocked").asBoolean(true));
    assertThat(Instant.now()).isAfterOrEqualTo(until);
    assertThat(Instant.parse(listed("oBlockedForAWhile").path("waiting_since").asString()))
        .isBetween(until.minusMillis(1), until.plusMillis(1));
    Soon.await().alias("open browsers are told").until(() -> seq() > seen);
    assertThat(server.get("/api/v1/conversations/" + id + "/customer").path("blocked").isNull())
        .isTrue();
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    String id = writes("oRefusing");
    for (String body :
        new String[] {
          "{\"note\":\"%s\"}".formatted("x".repeat(501)),
          "{\"note\":7}",
          "{\"remark_name\":7}",
          "{\"remark_name\":\"%s\"}".formatted("名".repeat(33)),
          "{\"remark_name\":\"a\\nb\"}",
          "{\"remark_name\":\"a\\u202eb\"}",
          "{\"tags\":[\"%s\"]}".formatted("x".repeat(21)),
          "{\"tags\":[\"\"]}",
          "{\"tags\":\"vip\"}",
          "{\"starred\":\"yes\"}",
          "{\"blocked\":true}",
          "{\"blocked\":{\"until\":null}}",
          "{\"blocked\":{\"reason\":\"x\",\"until\":\"2020-01-01T00:00:00Z\"}}",
          "{\"blocked\":{\"reason\":\"x\",\"until\":\"tomorrow\"}}",
          "[]"
        }) {
      HttpResponse<String> refused = patch(id, body);
      assertThat(refused.statusCode()).as(body).isEqualTo(400);
      assertThat(refused.body()).contains("detail");
    }
    assertThat(patch(id, "{\"note\":\"%s\"}".formatted("😀".repeat(500))).statusCode())
        .as("500 characters, however they are written")
        .isEqualTo(200);
    assertThat(patch("999", "{}").statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/conversations/" + id + "/customer").path("blocked").isNull())
        .isTrue();
  }

  /** A message of the customer; gives the conversation's id. */
  private String writes(String openId) {
    String msgId = TestPlatform.nextMsgId();
    assertThat(platform.push(TestPlatform.text(openId, msgId, "在吗")).statusCode()).isEqualTo(200);
    return Soon.find("the message of " + openId, () -> conversation(openId, msgId));
  }

  /** The conversation's id, once this is its newest message. */
  private Optional<String> conversation(String openId, String newest) {
    return server
        .get("/api/v1/conversations")
        .path("conversations")
        .valueStream()
        .filter(one -> one.path("open_id").asString().equals(openId))
        .map(one -> one.path("id").asString())
        .filter(id ->
            server
                .get("/api/v1/conversations/" + id + "/messages?limit=1")
                .path("messages")
                .path(0)
                .path("msg_id")
                .asString("")
                .equals(newest))
        .findFirst();
  }

  private JsonNode listed(String openId) {
    for (JsonNode one : server.get("/api/v1/conversations").path("conversations")) {
      if (one.path("open_id").asString().equals(openId)) {
        return one;
      }
    }
    throw new AssertionError("no conversation of " + openId);
  }

  private long seq() {
    return server.get("/api/v1/conversations").path("seq").asLong();
  }

  private int messages(String id) {
    return server.get("/api/v1/conversations/" + id + "/messages").path("messages").size();
  }

  private JsonNode changed(String id, String body) {
    HttpResponse<String> response = patch(id, body);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private HttpResponse<String> patch(String id, String body) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/conversations/" + id + "/customer"))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(body)));
  }
}
