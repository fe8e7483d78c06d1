package io.xiaoer.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

/** Events of the platform, pushed to a running server, and what people are told of them. */
@ParameterizedClass
@EnumSource(Engine.class)
@SuppressWarnings("NullAway.Init") // what start sets, before any test asks for it
class PlatformEventsTest {
  private static final String CHANGES = "/api/v1/admin/api-changes?limit=500";
  private static final String SEND = "/channels/ec/commkf/sendmsg";
  private static final long NOW = TestPlatform.NOW.getEpochSecond();
  private static final AtomicInteger ROUNDS = new AtomicInteger();

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(5));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aChangeOfWhatIsCalledHereIsListedOnceAndSeenByAnAdministrator() {
    String mark = mark();
    ObjectNode event = diff(mark);
    push("shop0", event);
    push("shop0", event);
    push("shop1", event);
    JsonNode ours = change(mark, SEND);
    assertThat(ours.path("ours").asBoolean(false)).isTrue();
    assertThat(ours.path("name").asString()).isEqualTo("发送客服消息 <b>");
    assertThat(ours.path("content").asString()).hasSizeLessThanOrEqualTo(2_000).endsWith("…");
    assertThat(ours.path("doc_url").asString()).isEqualTo("https://developers.weixin.qq.com/send");
    assertThat(ours.path("changelog_url").isNull()).isTrue();
    assertThat(Instant.parse(ours.path("changed_at").asString()))
        .isEqualTo(Instant.ofEpochSecond(NOW));
    assertThat(changes(mark)).hasSize(2).first().isEqualTo(ours);
    JsonNode other = change(mark, "/channels/ec/logistics/create");
    assertThat(other.path("ours").asBoolean(true)).isFalse();
    assertThat(other.path("doc_url").isNull()).as("not the platform's page").isTrue();
    assertThat(measured()).contains("xiaoer_platform_changes_unseen 1.0");

    assertThat(seen(ours)).isEqualTo(204);
    assertThat(seen(ours)).as("once more changes nothing").isEqualTo(204);
    JsonNode after = change(mark, SEND);
    assertThat(after.path("seen_by").asString()).isEqualTo("api:test");
    assertThat(after.path("seen_at").isNull()).isFalse();
    assertThat(
            server.get("/api/v1/audit?what=api_change_seen&limit=50").path("entries").valueStream())
        .filteredOn(entry -> entry.path("detail").asString().equals(SEND))
        .hasSize(1);
    assertThat(measured()).contains("xiaoer_platform_changes_unseen 0.0");
    assertThat(server.post("/api/v1/admin/api-changes/999999/seen", "").statusCode())
        .isEqualTo(404);
    assertThat(server.post("/api/v1/admin/api-changes/x/seen", "").statusCode()).isEqualTo(400);
  }

  @Test
  void aShopThatIsClosingSaysSoUntilItIsOpenAgainWhateverComesLate() {
    push("shop2", status("open_finished", "closing", NOW - 100));
    assertThat(awaitStanding("shop2", "closing").path("since").asString())
        .isEqualTo(Instant.ofEpochSecond(NOW - 100).toString());
    assertThat(measured()).contains("xiaoer_platform_shops_closing");
    push("shop2", status("closing", "open_finished", NOW - 200));
    push("shop2", status("open_finished", "closing", NOW - 100));
    passed();
    awaitStanding("shop2", "closing");
    push("shop2", status("closing", "open_finished", NOW - 50));
    awaitStanding("shop2", "");
    push("shop2", status("open_finished", "closing", NOW - 60));
    passed();
    awaitStanding("shop2", "");
  }

  @Test
  void aShopThatWasDeregisteredSaysSo() {
    ObjectNode closed = event("channels_ec_close_store");
    closed.put("close_timestamp", String.valueOf(NOW - 10));
    push("shop3", closed);
    assertThat(awaitStanding("shop3", "closed").path("since").asString())
        .isEqualTo(Instant.ofEpochSecond(NOW - 10).toString());
  }

  @Test
  void aStatusThatNobodyKnowsIsSetAside() {
    push("shop4", status("open_finished", "sleeping", NOW));
    Soon.await()
        .until(() ->
            server
                .get("/api/v1/admin/parked")
                .path("parked")
                .valueStream()
                .anyMatch(one ->
                    one.path("reader").asString().equals("platform")
                        && one.path("shop").asString("").equals("shop4")));
    awaitStanding("shop4", "");
  }

  @Test
  void aTimeThatCannotBeTrueIsNotBelieved() {
    push("shop4", status("open_finished", "closing", 4_102_444_800L));
    assertThat(awaitStanding("shop4", "closing").path("since").asString())
        .isEqualTo(Instant.ofEpochSecond(NOW).toString());
    push("shop4", status("closing", "open_finished", NOW + 1));
    awaitStanding("shop4", "");
  }

  /** What came before has been read when this is. */
  private static void passed() {
    String mark = mark();
    push("shop0", diff(mark));
    seen(change(mark, SEND));
  }

  private static String mark() {
    return "mark%04d".formatted(ROUNDS.incrementAndGet());
  }

  private static ObjectNode diff(String mark) {
    ObjectNode event = event("api_diff");
    event.put("changelog_url", "https://evil.example/").put("change_time", String.valueOf(NOW));
    var changes = event.putArray("api_changes");
    changes
        .addObject()
        .put("chinese_name", "取号")
        .put("cgi_path", "/channels/ec/logistics/create")
        .put("doc_url", "javascript:alert(1)")
        .put("change_content", mark);
    changes
        .addObject()
        .put("chinese_name", "发送客服消息 <b>")
        .put("cgi_path", SEND)
        .put("doc_url", "https://developers.weixin.qq.com/send")
        .put("change_content", mark + "长".repeat(5_000));
    return event;
  }

  private static ObjectNode status(String before, String after, long at) {
    return event("channels_ec_change_status")
        .put("old_status", before)
        .put("new_status", after)
        .put("change_timestamp", String.valueOf(at));
  }

  private static ObjectNode event(String name) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("ToUserName", TestPlatform.USER_NAME)
        .put("FromUserName", "oM0yI7WiASw6i5e3ZXKVKFYa9A9c")
        .put("CreateTime", NOW)
        .put("MsgType", "event")
        .put("Event", name);
  }

  private static void push(String shop, ObjectNode event) {
    assertThat(
            new TestPlatform(server, shop, Mode.SECURE, Format.JSON).push(event.deepCopy()).body())
        .isEqualTo("success");
  }

  private static List<JsonNode> changes(String mark) {
    return server
        .get(CHANGES)
        .path("changes")
        .valueStream()
        .filter(one -> one.path("content").asString().startsWith(mark))
        .toList();
  }

  private static JsonNode change(String mark, String path) {
    return Soon.find(
        "the change of " + path,
        () ->
            changes(mark).stream()
                .filter(one -> one.path("path").asString().equals(path))
                .findAny());
  }

  private static int seen(JsonNode change) {
    return server
        .post("/api/v1/admin/api-changes/" + change.path("id").asString() + "/seen", "")
        .statusCode();
  }

  /** {@code state} is empty for a shop that is simply open. */
  private static JsonNode awaitStanding(String shop, String state) {
    return Soon.find(
        shop + " that is " + state,
        () ->
            server
                .get("/api/v1/shops")
                .path("shops")
                .valueStream()
                .filter(one -> one.path("id").asString().equals(shop))
                .map(one -> one.path("standing"))
                .filter(standing -> standing.path("state").asString("").equals(state))
                .findAny());
  }

  private static String measured() {
    return server
        .send(
            HttpRequest.newBuilder(server.url("/actuator/prometheus"))
                .header("Authorization", "Bearer " + TestServer.API_KEY))
        .body();
  }
}
