package io.xiaoer.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
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

/** Several agents side by side. */
@ParameterizedClass
@EnumSource(Engine.class)
class AssignmentTest {
  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static String mei;
  private static String lan;
  private static int customers;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    URI nowhere = URI.create("http://127.0.0.1:9");
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settings(0, "left", Mode.SECURE, nowhere),
                    TestPlatform.settings(1, "right", Mode.SECURE, nowhere))
                .flatMap(Stream::of)
                .toArray(String[]::new));
    mei = add("mei", "null");
    lan = add("lan", "null");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void oneTakesItAndTheOtherIsToldWhoHasIt() throws Exception {
    String id = conversation("left");
    assertThat(of(id).path("assignee").isNull()).isTrue();
    JsonNode taken = json(act(mei, id, "take", "{\"from\":null}"));
    assertThat(taken.path("assignee").path("username").asString()).isEqualTo("mei");
    assertThat(taken.path("assignee").path("name").asString()).isEqualTo("小mei");
    HttpResponse<String> late = act(lan, id, "take", "{\"from\":null}");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(json(late).path("reason").asString()).isEqualTo("taken");
    assertThat(json(late).path("assignee").asString()).isEqualTo("mei");
    assertThat(act(mei, id, "take", "{\"from\":null}").statusCode())
        .as("a repeated request is harmless")
        .isEqualTo(200);
    assertThat(act(lan, id, "take", "{\"from\":\"mei\"}").statusCode()).isEqualTo(200);
    assertThat(trail(id)).containsExactly("mei taken mei ", "lan taken lan ");
  }

  @Test
  void tA5TwoWhoTakeAtOnceAreOneWhoHasIt() throws Exception {
    String id = conversation("left");
    try (var both = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var first = both.submit(() -> act(mei, id, "take", "{\"from\":null}").statusCode());
      var second = both.submit(() -> act(lan, id, "take", "{\"from\":null}").statusCode());
      assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(200, 409);
    }
  }

  @Test
  void itIsHandedOverWithANoteToSomebodyWhoSeesTheShop() throws Exception {
    add("leftonly", "[\"left\"]");
    String id = conversation("right");
    HttpResponse<String> blind =
        act(mei, id, "hand-over", "{\"to\":\"leftonly\",\"note\":\"bitte\"}");
    assertThat(blind.statusCode()).isEqualTo(409);
    assertThat(json(blind).path("reason").asString()).isEqualTo("cannot_serve");
    assertThat(act(mei, id, "hand-over", "{\"to\":\"nobody\"}").statusCode()).isEqualTo(409);
    assertThat(
            act(mei, id, "hand-over", "{\"to\":\"lan\",\"note\":\"" + "字".repeat(501) + "\"}")
                .statusCode())
        .isEqualTo(422);
    state(lan, "online");
    JsonNode handed = json(act(mei, id, "hand-over", "{\"to\":\"lan\",\"note\":\"退款\"}"));
    assertThat(handed.path("assignee").path("username").asString()).isEqualTo("lan");
    assertThat(handed.path("handed_over").path("name").asString()).isEqualTo("小mei");
    assertThat(handed.path("handed_over").path("note").asString()).isEqualTo("退款");
    reads(mei, id);
    assertThat(of(id).path("handed_over").isNull()).as("the former one looks").isFalse();
    reads(lan, id);
    assertThat(of(id).path("handed_over").isNull()).as("the new one has seen it").isTrue();
    assertThat(trail(id)).containsExactly("mei handed_over lan 退款");
    assertThat(server.get("/api/v1/audit?what=handed_over").toString())
        .contains("conversation " + id, "to lan")
        .doesNotContain("退款");
  }

  @Test
  void tA12NobodyIsGivenToSomebodyOfflineUnlessASupervisorForcesIt() throws Exception {
    String away = add("goneHome", "null");
    String id = conversation("left");
    HttpResponse<String> refused = act(mei, id, "hand-over", "{\"to\":\"goneHome\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).path("reason").asString()).isEqualTo("is_offline");
    HttpResponse<String> forced = act(mei, id, "hand-over", "{\"to\":\"goneHome\",\"force\":true}");
    assertThat(forced.statusCode()).isEqualTo(403);
    assertThat(json(forced).path("reason").asString()).isEqualTo("supervisor_only");
    assertThat(of(id).path("assignee").isNull()).isTrue();
    assertThat(
            server
                .post(
                    "/api/v1/conversations/" + id + "/hand-over",
                    "{\"to\":\"goneHome\",\"force\":true}")
                .statusCode())
        .isEqualTo(200);
    assertThat(of(id).path("assignee").path("username").asString()).isEqualTo("goneHome");
    state(away, "away");
    assertThat(act(mei, id, "hand-over", "{\"to\":\"goneHome\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void itIsPutBackIntoTheQueueWhileItIsAsItWasSeen() throws Exception {
    String id = conversation("left");
    act(mei, id, "take", "{\"from\":null}");
    HttpResponse<String> late = act(lan, id, "put-back", "{\"from\":null}");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(json(late).path("reason").asString()).isEqualTo("taken");
    assertThat(json(late).path("assignee").asString()).isEqualTo("mei");
    JsonNode back = json(act(lan, id, "put-back", "{\"from\":\"mei\"}"));
    assertThat(back.path("assignee").isNull()).isTrue();
    assertThat(back.path("open").asBoolean()).isTrue();
    assertThat(back.path("waiting_since").isNull()).isFalse();
    assertThat(act(lan, id, "put-back", "{\"from\":null}").statusCode())
        .as("a repeated request is harmless")
        .isEqualTo(200);
    assertThat(trail(id)).containsExactly("mei taken mei ", "lan put_back mei ");
    act(mei, id, "take", "{\"from\":null}");
    act(mei, id, "close", "");
    assertThat(json(act(lan, id, "put-back", "{\"from\":\"mei\"}")).path("open").asBoolean())
        .isTrue();
    assertThat(server.get("/api/v1/audit?what=put_back&limit=2").toString())
        .contains("conversation " + id, "with mei", "lan");
    assertThat(act(add("elsewhere", "[\"right\"]"), id, "put-back", "{}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void onlyWhoServesReadsForTheTeamAndAnybodyMarksAsUnread() throws Exception {
    String id = conversation("left");
    reads(mei, id);
    assertThat(of(id).path("unread").asInt()).as("nobody serves it").isEqualTo(1);
    act(lan, id, "take", "{\"from\":null}");
    reads(mei, id);
    assertThat(of(id).path("unread").asInt()).as("a colleague looks").isEqualTo(1);
    reads(lan, id);
    assertThat(of(id).path("unread").asInt()).isZero();
    assertThat(act(mei, id, "unread", "").statusCode()).isEqualTo(204);
    assertThat(of(id).path("unread").asInt()).isEqualTo(1);
    assertThat(act(mei, id, "unread", "").statusCode()).isEqualTo(204);
    assertThat(of(id).path("unread").asInt()).as("once more").isEqualTo(1);
    reads(lan, id);
    assertThat(of(id).path("unread").asInt()).isZero();
    act(lan, id, "close", "");
    HttpResponse<String> closed = act(lan, id, "unread", "");
    assertThat(closed.statusCode()).isEqualTo(409);
    assertThat(json(closed).path("reason").asString()).isEqualTo("nothing_to_read");
  }

  private static void reads(String cookie, String id) {
    String newest =
        server
            .get("/api/v1/conversations/" + id + "/messages?limit=1")
            .path("messages")
            .path(0)
            .path("id")
            .asString();
    assertThat(act(cookie, id, "read", "{\"message_id\":\"" + newest + "\"}").statusCode())
        .isEqualTo(204);
  }

  @Test
  void answeringWhatNobodyServesTakesItAndAMachineTakesNothing() throws Exception {
    String id = conversation("left");
    answer("Authorization", "Bearer " + TestServer.API_KEY, id);
    assertThat(of(id).path("assignee").isNull()).isTrue();
    answer("Cookie", mei, id);
    assertThat(of(id).path("assignee").path("username").asString()).isEqualTo("mei");
    answer("Cookie", lan, id);
    assertThat(of(id).path("assignee").path("username").asString()).isEqualTo("mei");
    assertThat(trail(id)).containsExactly("mei taken mei ");
  }

  @Test
  void whoIsClosedWaitsNoMoreAndOpensItAgainByWriting() throws Exception {
    String customer = "oClosed" + ++customers;
    String id = conversation("left", customer);
    act(mei, id, "take", "{\"from\":null}");
    JsonNode closed = json(act(mei, id, "close", ""));
    assertThat(closed.path("open").asBoolean()).isFalse();
    assertThat(closed.path("waiting_since").isNull()).isTrue();
    assertThat(closed.path("unread").asInt()).isZero();
    assertThat(act(mei, id, "close", "").statusCode()).isEqualTo(200);

    state(mei, "online");
    writes("left", customer, "noch etwas");
    JsonNode again = awaitOpen(id);
    assertThat(again.path("unread").asInt()).isEqualTo(1);
    assertThat(again.path("waiting_since").isNull()).isFalse();
    assertThat(again.path("assignee").path("username").asString()).isEqualTo("mei");
    assertThat(trail(id)).containsExactly("mei taken mei ", "mei closed  ", " reopened  ");
  }

  @Test
  void whatWasServedBySomebodyWhoHasGoneHomeOpensIntoTheQueue() throws Exception {
    String customer = "oHome" + ++customers;
    String id = conversation("left", customer);
    act(lan, id, "take", "{\"from\":null}");
    act(lan, id, "close", "");
    state(lan, "offline");
    writes("left", customer, "hallo?");
    assertThat(awaitOpen(id).path("assignee").isNull()).isTrue();
  }

  @Test
  void openingByHandLetsTheUnansweredWaitAgain() throws Exception {
    String id = conversation("left");
    String since = of(id).path("waiting_since").asString();
    act(mei, id, "close", "");
    JsonNode open = json(act(mei, id, "reopen", ""));
    assertThat(open.path("open").asBoolean()).isTrue();
    assertThat(open.path("waiting_since").asString()).isEqualTo(since);
  }

  @Test
  void eachViewShowsItsOwn() throws Exception {
    String queued = conversation("left");
    String mine = conversation("left");
    String hers = conversation("left");
    String closed = conversation("left");
    act(mei, mine, "take", "{\"from\":null}");
    act(lan, hers, "take", "{\"from\":null}");
    act(mei, closed, "close", "");
    for (String order : List.of("newest", "waiting")) {
      assertThat(view("queue", order)).contains(queued).doesNotContain(mine, hers, closed);
      assertThat(view("mine", order)).contains(mine).doesNotContain(queued, hers, closed);
      assertThat(view("colleagues", order)).contains(hers).doesNotContain(queued, mine, closed);
      assertThat(view("closed", order)).contains(closed).doesNotContain(queued, mine, hers);
      assertThat(view("all", order)).contains(queued, mine, hers, closed);
      assertThat(view("all&assignee=lan", order)).contains(hers).doesNotContain(queued, mine);
    }
    assertThat(as(mei, "GET", "/api/v1/conversations?view=other", "").statusCode()).isEqualTo(400);
  }

  @Test
  void whatSomebodyServedGoesBackToTheQueueWhenItIsTakenFromHim() throws Exception {
    String going = add("going", "null");
    String left = conversation("left");
    String right = conversation("right");
    act(going, left, "take", "{\"from\":null}");
    act(going, right, "take", "{\"from\":null}");
    assertThat(load("going")).isEqualTo(2);
    patch("going", "{\"shops\":[\"left\"]}");
    assertThat(of(right).path("assignee").isNull()).isTrue();
    assertThat(of(left).path("assignee").path("username").asString()).isEqualTo("going");
    patch("going", "{\"active\":false}");
    assertThat(of(left).path("assignee").isNull()).isTrue();
    assertThat(trail(left)).containsExactly("going taken going ", "api:test handed_over  ");
  }

  @Test
  void colleaguesAreThoseOfTheSameShopsAndOfTheirShopsOnlyThose() {
    String left = add("onlyleft", "[\"left\"]");
    add("onlyright", "[\"right\"]");
    JsonNode colleagues = json(as(left, "GET", "/api/v1/colleagues", ""));
    assertThat(colleagues.toString()).contains("mei").doesNotContain("onlyright", "\"right\"");
  }

  @Test
  void whoLooksAndTypesIsToldToTheOthersWhoLookThere() throws Exception {
    String id = conversation("left");
    String blind = add("blind", "[\"right\"]");
    try (Frames hers = Frames.connect(server, "", "Cookie", mei);
        Frames his = Frames.connect(server, "", "Cookie", lan);
        Frames outside = Frames.connect(server, "", "Cookie", blind)) {
      outside.send(presence(id, true));
      hers.send(presence(id, false));
      assertThat(hers.next("presence").path("people")).isEmpty();
      his.send(presence(id, true));
      JsonNode told = hers.next("presence");
      assertThat(told.path("conversation").asString()).isEqualTo(id);
      assertThat(told.path("people")).hasSize(1);
      assertThat(told.path("people").path(0).path("name").asString()).isEqualTo("小lan");
      assertThat(told.path("people").path(0).path("typing").asBoolean()).isTrue();
      assertThat(his.next("presence").path("people").path(0).path("username").asString())
          .isEqualTo("mei");
      his.send(presence(id, false));
      assertThat(hers.next("presence").path("people").path(0).path("typing").asBoolean()).isFalse();
      his.goes();
      assertThat(hers.next("presence").path("people")).isEmpty();
    }
  }

  private static String presence(String id, boolean typing) {
    return "{\"type\":\"presence\",\"conversation\":\"%s\",\"typing\":%s}".formatted(id, typing);
  }

  private static String conversation(String shop) {
    return conversation(shop, "oSide" + ++customers);
  }

  private static String conversation(String shop, String customer) {
    writes(shop, customer, "在吗");
    return Soon.find(
        "conversation of " + customer,
        () ->
            server
                .get("/api/v1/conversations?limit=500")
                .path("conversations")
                .valueStream()
                .filter(one -> one.path("open_id").asString().equals(customer))
                .map(one -> one.path("id").asString())
                .findFirst());
  }

  private static void writes(String shop, String customer, String text) {
    new TestPlatform(server, shop, Mode.SECURE, Format.JSON)
        .push(
            TestPlatform.text(customer, TestPlatform.nextMsgId(), text)
                // Just now: whoever wrote two days ago cannot be answered any more.
                .put("CreateTime", Instant.now().getEpochSecond()));
  }

  private static JsonNode awaitOpen(String id) {
    return Soon.await().until(() -> of(id), found -> found.path("open").asBoolean());
  }

  private static JsonNode of(String id) {
    return server.get("/api/v1/conversations/" + id);
  }

  private static List<String> trail(String id) {
    return server
        .get("/api/v1/conversations/" + id + "/trail")
        .path("entries")
        .valueStream()
        .map(entry ->
            "%s %s %s %s"
                .formatted(
                    entry.path("by").asString(),
                    entry.path("what").asString(),
                    entry.path("to").asString(""),
                    entry.path("note").asString()))
        .toList();
  }

  private static List<String> view(String view, String order) {
    return json(as(
            mei, "GET", "/api/v1/conversations?limit=500&view=" + view + "&order=" + order, ""))
        .path("conversations")
        .valueStream()
        .map(one -> one.path("id").asString())
        .toList();
  }

  private static int load(String username) {
    return server
        .get("/api/v1/colleagues")
        .path("colleagues")
        .valueStream()
        .filter(one -> one.path("username").asString().equals(username))
        .findFirst()
        .orElseThrow()
        .path("load")
        .asInt();
  }

  private static void state(String cookie, String state) {
    assertThat(as(cookie, "PUT", "/api/v1/me/state", "{\"state\":\"" + state + "\"}").statusCode())
        .isEqualTo(204);
  }

  private static void answer(String header, String value, String id) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/conversations/" + id + "/messages"))
                .header(header, value)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"client_id\":\"%s\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}"
                            .formatted(TestPlatform.nextMsgId()))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static HttpResponse<String> act(String cookie, String id, String step, String json) {
    return as(cookie, "POST", "/api/v1/conversations/" + id + "/" + step, json);
  }

  private static HttpResponse<String> as(String cookie, String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  private static void patch(String username, String json) {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/staff/" + username))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .method("PATCH", BodyPublishers.ofString(json)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String add(String username, String shops) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"name\":\"小%s\",\"shops\":%s,\"password\":\"%s\"}"
                .formatted(username, username, shops, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return server.logIn(username);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
