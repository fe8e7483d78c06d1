package io.xiaoer.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.conversation.Queue;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * People with open pages and a server that shares out. Each test has a shop and people of its own.
 */
@ParameterizedClass
@EnumSource(Engine.class)
class AutomaticAssignmentTest {
  private static final int SHOPS = 21;
  private static final AtomicInteger USED = new AtomicInteger();

  @Parameter Engine engine;
  @TempDir static Path data;
  private static TestServer server;

  private final Map<String, String> sessions = new HashMap<>();
  private final List<Frames> pages = new ArrayList<>();
  private String shop = "";

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    USED.set(0);
    server = TestServer.start(engine, data.resolve(engine.name()), TestPlatform.shops(SHOPS));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @BeforeEach
  void haveAShop() {
    shop = "shop" + USED.getAndIncrement();
  }

  @AfterEach
  void close() throws Exception {
    for (Frames page : pages) {
      page.close();
    }
  }

  @Test
  void tA1CustomersGoToWhoIsThereUpToTheCeilingAndTheNextFollowsWhenOneIsClosed() throws Exception {
    automatic("\"ceiling\":2");
    String mei = comes("mei");
    String first = writes("oFirst");
    String second = writes("oSecond");
    awaitAssignee(first, mei);
    awaitAssignee(second, mei);
    assertThat(of(first).path("assigned_at").isNull()).isFalse();
    assertThat(of(first).path("assigned_by").asString()).as("the server").isEmpty();
    assertThat(trail(first)).containsExactly(" assigned " + mei);
    String third = writes("oThird");
    String fourth = writes("oFourth");
    awaitPosition(third, 1);
    awaitPosition(fourth, 2);
    assertThat(awaitQueue(third, "all_full").path("text").asString()).isEqualTo("1 人在线，均已接满 2/2");
    assertThat(of(first).path("queue").isNull()).isTrue();
    act(mei, first, "close", "{}");
    awaitAssignee(third, mei);
    assertThat(of(fourth).path("assignee").isNull()).isTrue();
  }

  @Test
  void tA2WhoComesFindsTheOldestFirst() throws Exception {
    automatic("\"ceiling\":2");
    String first = writes("oFirst");
    String second = writes("oSecond");
    String third = writes("oThird");
    assertThat(awaitQueue(first, "nobody_online").path("text").asString()).isEqualTo("无人在线");
    String mei = comes("mei");
    awaitAssignee(first, mei);
    awaitAssignee(second, mei);
    awaitQueue(third, "all_full");
  }

  @Test
  void tA7WhoIsAwayOrHasNoPageOpenGetsNothing() throws Exception {
    automatic("\"ceiling\":5");
    String away = comes("away");
    state(away, "away");
    String without = add("without");
    state(without, "online");
    String id = writes("oNobody");
    awaitQueue(id, "nobody_online");
    assertThat(colleague(away).path("presence").asString()).isEqualTo("connected");
    assertThat(colleague(without).path("presence").asString()).isEqualTo("gone");
    state(away, "online");
    awaitAssignee(id, away);
  }

  @Test
  void aPersonTakesFromTheQueueWhateverTheCeilingIs() throws Exception {
    automatic("\"ceiling\":1");
    String mei = comes("mei");
    awaitAssignee(writes("oFirst"), mei);
    String second = writes("oSecond");
    awaitQueue(second, "all_full");
    assertThat(act(mei, second, "take", "{\"from\":null}").statusCode()).isEqualTo(200);
    assertThat(trail(second)).containsExactly(mei + " taken " + mei);
    assertThat(colleague(mei).path("load").asInt()).isEqualTo(2);
  }

  @Test
  void theCeilingOfSomebodyGoesBeforeTheShops() throws Exception {
    automatic("\"ceiling\":5");
    String mei = add("mei");
    assertThat(patch(mei, "{\"ceiling\":1}").statusCode()).isEqualTo(200);
    for (String bad : List.of("0", "100", "\"3\"", "1.5", "-1", "true")) {
      assertThat(patch(mei, "{\"ceiling\":%s}".formatted(bad)).statusCode()).as(bad).isEqualTo(422);
    }
    open(mei);
    awaitAssignee(writes("oFirst"), mei);
    String second = writes("oSecond");
    assertThat(awaitQueue(second, "all_full").path("ceiling").asInt()).isEqualTo(1);
    assertThat(colleague(mei).path("ceiling").asInt()).isEqualTo(1);
    assertThat(patch(mei, "{\"ceiling\":null}").statusCode()).isEqualTo(200);
    awaitAssignee(second, mei);
  }

  @Test
  void tA16OutsideOfOpeningHoursNothingIsSharedOutAndANewTimeCountsAtOnce() throws Exception {
    hours("{}");
    automatic("\"ceiling\":5");
    String mei = comes("mei");
    String id = writes("oNight");
    assertThat(awaitQueue(id, "off_hours").path("text").asString()).isEqualTo("非营业时间");
    hours(
        "{\"mon\":[\"00:00-24:00\"],\"tue\":[\"00:00-24:00\"],\"wed\":[\"00:00-24:00\"],\"thu\":[\"00:00-24:00\"],\"fri\":[\"00:00-24:00\"],\"sat\":[\"00:00-24:00\"],\"sun\":[\"00:00-24:00\"]}");
    awaitAssignee(id, mei);
  }

  @Test
  void tA9WhoDoesNotAnswerLosesItToTheNextAndIsSetToAway() throws Exception {
    automatic("\"ceiling\":5,\"pull_back_after_seconds\":1,\"away_after_missed\":1");
    String mei = comes("mei");
    String id = writes("oImpatient");
    awaitAssignee(id, mei);
    String lan = comes("lan");
    awaitAssignee(id, lan);
    assertThat(trail(id))
        .containsSubsequence(" assigned " + mei, " missed " + mei, " assigned " + lan);
    Soon.await().until(() -> colleague(mei).path("state").asString().equals("away"));
    assertThat(server.get("/api/v1/audit?what=sent_away").toString()).contains(mei);
  }

  @Test
  void whoWritesAgainIntoAClosedOneWaitsLikeEverybodyAndGoesToWhoServedThem() throws Exception {
    automatic("\"ceiling\":1");
    String lan = comes("lan");
    String id = writes("oAgain");
    awaitAssignee(id, lan);
    act(lan, id, "close", "{}");
    String other = writes("oOther");
    awaitAssignee(other, lan);
    comes("mei");
    state(lan, "away");
    push("oAgain");
    Soon.await().until(() -> of(id).path("open").asBoolean());
    JsonNode assignee = awaitSomebody(id);
    assertThat(assignee.path("username").asString()).isNotEqualTo(lan);
    act(lan, other, "close", "{}");
    state(lan, "online");
    act(
        sessions.keySet().stream().filter(one -> !one.equals(lan)).findFirst().orElseThrow(),
        id,
        "close",
        "{}");
    push("oOther");
    awaitAssignee(other, lan);
  }

  @Test
  void tA15WhoIsNotLetInAnyMoreLosesTheirsToTheOthers() throws Exception {
    automatic("\"ceiling\":5");
    String mei = comes("mei");
    String id = writes("oLeft");
    awaitAssignee(id, mei);
    String lan = comes("lan");
    assertThat(patch(mei, "{\"active\":false}").statusCode()).isEqualTo(200);
    awaitAssignee(id, lan);
  }

  @Test
  void tA4ManyAtOnceNeverGiveAnybodyMoreThanTheCeiling() throws Exception {
    automatic("\"ceiling\":3");
    List<String> people = List.of(comes("mei"), comes("lan"));
    try (var pushers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HttpResponse<String>>> pushes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String openId = "oMany" + i;
        pushes.add(() -> push(openId));
      }
      for (Future<HttpResponse<String>> pushed : pushers.invokeAll(pushes)) {
        assertThat(pushed.get().body()).isEqualTo("success");
      }
    }
    Soon.await()
        .until(() -> people.stream().allMatch(one -> colleague(one).path("load").asInt() == 3));
    Soon.await().until(() -> conversations().size() == 100);
    assertThat(conversations().stream().filter(one -> !one.path("assignee").isNull())).hasSize(6);
  }

  @Test
  void tA14ARuleIsKeptAndWhatCannotBeIsRefused() {
    String path = "/api/v1/shops/" + shop + "/assignment";
    JsonNode usual = server.get(path);
    assertThat(usual.path("mode").asString()).isEqualTo("manual");
    assertThat(usual.path("ceiling").asInt()).isEqualTo(10);
    assertThat(usual.path("changed_at").isNull()).isTrue();
    for (String bad :
        List.of(
            "{\"ceiling\":\"10\"}",
            "{\"ceiling\":0}",
            "{\"ceiling\":-1}",
            "{\"ceiling\":100}",
            "{\"ceiling\":null}",
            "{\"mode\":\"sometimes\"}",
            "{\"prefer_last_agent\":\"yes\"}",
            "{\"pull_back_after_seconds\":-1}",
            "{\"idle_minutes\":0}")) {
      assertThat(server.send(put(path, bad)).statusCode()).as(bad).isEqualTo(422);
    }
    assertThat(server.send(put(path, "[]")).statusCode()).isEqualTo(400);
    assertThat(server.send(put("/api/v1/shops/nosuch/assignment", "{}")).statusCode())
        .isEqualTo(404);
    JsonNode answered = automatic("\"ceiling\":3,\"idle_minutes\":5");
    JsonNode kept = server.get(path);
    assertThat(kept).as("the page compares them").isEqualTo(answered);
    assertThat(kept.path("mode").asString()).isEqualTo("automatic");
    assertThat(kept.path("idle_minutes").asInt()).isEqualTo(5);
    assertThat(kept.path("changed_by").asString()).isEqualTo("api:test");
    assertThat(server.get("/api/v1/audit?what=assignment_changed").toString())
        .contains("shop " + shop);
  }

  @Test
  void tA3WhatIsHandedToAGroupLeavesItsAgentAndGoesToAMember() throws Exception {
    automatic("\"ceiling\":1,\"overflow_after_seconds\":600");
    String mei = comes("mei");
    String id = writes("oRefund");
    awaitAssignee(id, mei);
    String lan = add("lan");
    String group = group("售后 " + shop, "[\"%s\"]".formatted(lan));
    HttpResponse<String> handed =
        act(mei, id, "hand-over", "{\"group\":\"%s\",\"note\":\"退款\"}".formatted(group));
    assertThat(handed.statusCode()).as(handed.body()).isEqualTo(200);
    JsonNode waiting = JsonMapper.shared().readTree(handed.body());
    assertThat(waiting.path("assignee").isNull()).isTrue();
    assertThat(waiting.path("group").path("name").asString()).isEqualTo("售后 " + shop);
    JsonNode step =
        server
            .get("/api/v1/conversations/" + id + "/trail")
            .path("entries")
            .valueStream()
            .toList()
            .getLast();
    assertThat(step.path("what").asString()).isEqualTo("handed_to_group");
    assertThat(step.path("to").asString()).isEqualTo("售后 " + shop);
    assertThat(step.path("note").asString()).isEqualTo("退款");
    awaitQueue(id, "nobody_online");
    open(lan);
    awaitAssignee(id, lan);
    assertThat(of(id).path("handed_over").path("note").asString()).isEqualTo("退款");
    act(lan, id, "close", "{}");
    assertThat(of(id).path("group").isNull()).as("until it is closed").isTrue();
  }

  @Test
  void whatAPersonPutsBackGoesToSomebodyElse() throws Exception {
    automatic("\"ceiling\":5");
    String mei = comes("mei");
    String id = writes("oPutBack");
    awaitAssignee(id, mei);
    String lan = comes("lan");
    HttpResponse<String> back = act(lan, id, "put-back", "{\"from\":\"%s\"}".formatted(mei));
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    awaitAssignee(id, lan);
  }

  @Test
  void tA6WhoTakesBetweenPlanAndWriteKeepsIt() {
    String mei = add("mei");
    String lan = add("lan");
    long id = Long.parseLong(writes("oBetween"));
    Database desk = server.bean("desk", Database.class);
    Queue.Waiting seen =
        desk.read(jdbc ->
            Queue.waiting(jdbc, Instant.now()).stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow());
    assertThat(act(mei, String.valueOf(id), "take", "{\"from\":null}").statusCode()).isEqualTo(200);
    assertThat(desk.<Boolean>write(jdbc -> Queue.assign(jdbc, seen, lan, Instant.now()))).isFalse();
    assertThat(of(String.valueOf(id)).path("assignee").path("username").asString()).isEqualTo(mei);
    assertThat(of(String.valueOf(id)).path("assigned_by").asString()).isEqualTo(mei);
    assertThat(trail(String.valueOf(id))).containsExactly(mei + " taken " + mei);
  }

  @Test
  void tA8WhoseLastAgentIsOfflineOrFullWaitsWithANote() throws Exception {
    automatic("\"ceiling\":1");
    String lan = comes("lan");
    String id = writes("oNote");
    awaitAssignee(id, lan);
    act(lan, id, "close", "{}");
    state(lan, "offline");
    push("oNote");
    JsonNode offline = awaitQueue(id, "nobody_online");
    assertThat(offline.path("last_agent").path("username").asString()).isEqualTo(lan);
    assertThat(offline.path("text").asString()).isEqualTo("无人在线；上次由 " + lan + " 接待");
    String mei = comes("mei");
    awaitAssignee(id, mei);
    act(mei, id, "close", "{}");
    state(mei, "away");
    state(lan, "online");
    awaitAssignee(writes("oFills"), lan);
    push("oNote");
    assertThat(awaitQueue(id, "all_full").path("last_agent").path("username").asString())
        .isEqualTo(mei);
  }

  @Test
  void tA10WhoHasItKeepsItAtEveryCheck() throws Exception {
    automatic("\"ceiling\":5");
    String mei = comes("mei");
    List<String> ids = List.of(writes("oKept1"), writes("oKept2"), writes("oKept3"));
    ids.forEach(id -> awaitAssignee(id, mei));
    comes("lan");
    push("oKept2");
    AutomaticAssignment assignment = server.bean("automaticAssignment", AutomaticAssignment.class);
    for (int check = 0; check < 5; check++) {
      assignment.assignSome();
    }
    for (String id : ids) {
      assertThat(trail(id)).containsExactly(" assigned " + mei);
    }
  }

  @Test
  void tA11WhatIsHandedToAFullGroupIsOffItsOldOwnerAtOnce() throws Exception {
    automatic("\"ceiling\":1,\"overflow_after_seconds\":600");
    String lan = comes("lan");
    awaitAssignee(writes("oBusy"), lan);
    String mei = comes("mei");
    String id = writes("oHanded");
    awaitAssignee(id, mei);
    String group = group("满员 " + shop, "[\"%s\"]".formatted(lan));
    JsonNode handed =
        JsonMapper.shared()
            .readTree(act(mei, id, "hand-over", "{\"group\":\"%s\"}".formatted(group)).body());
    assertThat(handed.path("assignee").isNull()).isTrue();
    assertThat(colleague(mei).path("load").asInt()).isZero();
    assertThat(awaitQueue(id, "all_full").path("online").asInt()).isEqualTo(1);
  }

  @Test
  void tA13EveryStateHasAnExitThatASupervisorCanPress() throws Exception {
    automatic("\"ceiling\":1,\"overflow_after_seconds\":600");
    String gone = comes("gone");
    String boss = add("boss");
    assertThat(patch(boss, "{\"role\":\"supervisor\"}").statusCode()).isEqualTo(200);
    sessions.put(boss, server.logIn(boss));
    String served = writes("oServed");
    awaitAssignee(served, gone);
    String full = writes("oFull");
    awaitQueue(full, "all_full");
    String grouped = writes("oGrouped");
    String empty = group("没有人 " + shop, "[]");
    assertThat(act(boss, grouped, "hand-over", "{\"group\":\"%s\"}".formatted(empty)).statusCode())
        .isEqualTo(200);
    String offline = add("offline");
    String forced = "{\"to\":\"%s\",\"force\":true}".formatted(offline);
    for (String id : List.of(served, full, grouped)) {
      assertThat(act(boss, id, "hand-over", forced).statusCode()).as("assign").isEqualTo(200);
      String back = "{\"from\":\"%s\"}".formatted(offline);
      assertThat(act(boss, id, "put-back", back).statusCode()).as("put back").isEqualTo(200);
    }
    hours("{}");
    String closed = writes("oClosed");
    awaitQueue(closed, "off_hours");
    for (String id : List.of(served, full, grouped, closed)) {
      assertThat(act(boss, id, "close", "{}").statusCode()).as("close").isEqualTo(200);
      assertThat(act(boss, id, "reopen", "{}").statusCode()).as("open again").isEqualTo(200);
      assertThat(act(boss, id, "hand-over", forced).statusCode()).as("and assign").isEqualTo(200);
    }
  }

  @Test
  void whoWaitsBehindManyThatWaitForAFullGroupIsFound() throws Exception {
    automatic("\"ceiling\":1,\"overflow_after_seconds\":3600");
    String lan = comes("lan");
    awaitAssignee(writes("oFillsLan"), lan);
    String group = group("满员组 " + shop, "[\"%s\"]".formatted(lan));
    long longAgo = Micros.of(Instant.now().minusSeconds(600));
    server
        .bean("desk", Database.class)
        .write(jdbc -> {
          for (int i = 0; i < 2 * Situations.READ_FIRST + 10; i++) {
            jdbc.sql(
                    """
                    INSERT INTO conversation (shop, open_id, created_at, last_message_at,
                                              waiting_since, group_id, grouped_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """)
                .params(
                    shop,
                    "oCrowd" + i,
                    longAgo,
                    longAgo,
                    longAgo + i,
                    Long.valueOf(group),
                    Micros.of(Instant.now()))
                .update();
          }
          return null;
        });
    comes("mei");
    assertThat(push("oBehind").body()).isEqualTo("success");
    Soon.await().until(() -> colleague("mei" + shop).path("load").asInt() == 1);
    assertThat(colleague(lan).path("load").asInt()).isEqualTo(1);
  }

  @Test
  void aGroupIsKeptForTheShopsThatItsWriterSees() {
    String mei = add("mei");
    String name = "售前 " + shop;
    String members = "[\"%s\"]".formatted(mei);
    String id = group(name, members);
    String path = "/api/v1/groups/" + id;
    assertThat(group(id).path("members").toString()).isEqualTo(members);
    assertThat(server.post("/api/v1/groups", groupJson(name, "[]")).statusCode()).isEqualTo(409);
    for (String bad :
        List.of(
            groupJson(" ", "[]"),
            groupJson("x".repeat(33), "[]"),
            groupJson(name + " 2", "[\"nobody\"]"),
            "{\"name\":\"x\",\"shops\":[\"nosuch\"]}")) {
      assertThat(server.post("/api/v1/groups", bad).statusCode()).as(bad).isEqualTo(422);
    }
    for (String bad :
        List.of("[]", "{\"name\":\"x\",\"members\":[1]}", "{\"name\":\"x\",\"shops\":7}")) {
      assertThat(server.post("/api/v1/groups", bad).statusCode()).as(bad).isEqualTo(400);
    }
    assertThat(as(mei, "PUT", path, groupJson(name, "[]")).statusCode())
        .as("agents only read them")
        .isEqualTo(403);
    assertThat(listed(mei, name).path("editable").asBoolean()).isFalse();
    String boss = add("boss");
    assertThat(patch(boss, "{\"role\":\"supervisor\"}").statusCode()).isEqualTo(200);
    assertThat(as(boss, "PUT", path, groupJson(name, "[]")).statusCode()).isEqualTo(200);
    assertThat(as(boss, "POST", "/api/v1/groups", "{\"name\":\"all\",\"shops\":null}").statusCode())
        .as("for shops that one does not see")
        .isEqualTo(403);
    String all =
        server.post("/api/v1/groups", "{\"name\":\"everywhere %s\"}".formatted(shop)).body();
    String everywhere = JsonMapper.shared().readTree(all).path("id").asString();
    assertThat(as(boss, "DELETE", "/api/v1/groups/" + everywhere, null).statusCode())
        .isEqualTo(403);
    assertThat(listed(boss, "everywhere " + shop).path("editable").asBoolean()).isFalse();
    assertThat(listed(boss, name).path("editable").asBoolean()).isTrue();
    assertThat(as(boss, "DELETE", path, null).statusCode()).isEqualTo(204);
    assertThat(as(boss, "DELETE", path, null).statusCode()).isEqualTo(404);
    assertThat(server.get("/api/v1/audit?what=group_removed").toString()).contains(name);
  }

  /** A group as somebody sees it. */
  private JsonNode listed(String username, String name) {
    return Soon.find(
        name,
        () ->
            JsonMapper.shared()
                .readTree(as(username, "GET", "/api/v1/groups", null).body())
                .path("groups")
                .valueStream()
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst());
  }

  @Test
  void aRuleIsTriedOnADayThatIsOver() {
    String path = "/api/v1/shops/" + shop + "/assignment/preview";
    JsonNode empty = JsonMapper.shared().readTree(server.post(path, "{}").body());
    assertThat(empty.path("rounds").asInt()).isZero();
    assertThat(empty.path("was").path("median_seconds").isNull()).isTrue();
    String date = empty.path("date").asString();
    String mei = add("mei");
    long conversation = Long.parseLong(writes("oYesterday"));
    Instant morning = Instant.parse(date + "T02:00:00Z");
    // Each had waited a minute when somebody took them.
    for (int i = 0; i < 3; i++) {
      kept(-1 - 3L * USED.get() - i, conversation, morning.plusSeconds(3_600L * i), mei);
    }
    JsonNode day =
        JsonMapper.shared()
            .readTree(server.post(path, "{\"mode\":\"automatic\",\"ceiling\":2}").body());
    assertThat(day.path("rounds").asInt()).isEqualTo(3);
    assertThat(day.path("was").path("median_seconds").asInt()).isEqualTo(60);
    assertThat(day.path("was").path("in_time").asInt()).isEqualTo(3);
    assertThat(day.path("would_be").path("longest_seconds").asInt()).isZero();
    assertThat(day.path("would_be").path("in_time").asInt()).isEqualTo(3);
    assertThat(day.path("agents").path(0).path("username").asString()).isEqualTo(mei);
    assertThat(day.path("agents").path(0).path("would_be").asInt()).isEqualTo(3);
    assertThat(server.post(path + "?date=2999-01-01", "{}").statusCode()).isEqualTo(400);
    assertThat(server.post(path + "?date=yesterday", "{}").statusCode()).isEqualTo(400);
    assertThat(server.post(path, "{\"ceiling\":0}").statusCode()).isEqualTo(422);
    assertThat(as(mei, "POST", path, "{}").statusCode()).isEqualTo(403);
  }

  private void kept(long id, long conversation, Instant opened, String by) {
    long at = Micros.of(opened);
    server
        .bean("desk", Database.class)
        .write(jdbc ->
            jdbc.sql(
                    """
                    INSERT INTO round (id, shop, conversation_id, from_seq, first_key, last_key,
                                       end_key, messages, opened_at, arrived_at, queue_micros,
                                       agent, agent_at, ended_at, outcome, ended_by)
                    VALUES (?, ?, ?, 0, '', '', '', 1, ?, ?, 60000000, ?, ?, ?, 'answered', ?)
                    """)
                .params(id, shop, conversation, at, at, by, at + 60_000_000, at + 90_000_000, by)
                .update());
  }

  private String group(String name, String members) {
    HttpResponse<String> added = server.post("/api/v1/groups", groupJson(name, members));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(added.body()).path("id").asString();
  }

  private String groupJson(String name, String members) {
    return "{\"name\":\"%s\",\"shops\":[\"%s\"],\"members\":%s}".formatted(name, shop, members);
  }

  private static JsonNode group(String id) {
    return Soon.find(
        "the group",
        () ->
            server
                .get("/api/v1/groups")
                .path("groups")
                .valueStream()
                .filter(one -> one.path("id").asString().equals(id))
                .findFirst());
  }

  private JsonNode automatic(String rest) {
    HttpResponse<String> set =
        server.send(
            put("/api/v1/shops/" + shop + "/assignment", "{\"mode\":\"automatic\"," + rest + "}"));
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(set.body());
  }

  private void hours(String weekly) {
    HttpResponse<String> set =
        server.send(
            put(
                "/api/v1/shops/" + shop + "/hours",
                "{\"follow_calendar\":false,\"weekly\":" + weekly + "}"));
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
  }

  private static HttpRequest.Builder put(String path, String json) {
    return HttpRequest.newBuilder(server.url(path))
        .header("Authorization", "Bearer " + TestServer.API_KEY)
        .header("Content-Type", "application/json")
        .PUT(BodyPublishers.ofString(json));
  }

  /** Somebody of this shop alone; answers with the username. */
  private String add(String name) {
    String username = name + shop;
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"shops\":[\"%s\"],\"password\":\"%s\"}"
                .formatted(username, shop, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    sessions.put(username, server.logIn(username));
    return username;
  }

  /** Somebody new logs in and opens a page. */
  private String comes(String name) throws Exception {
    String username = add(name);
    open(username);
    return username;
  }

  private void open(String username) throws Exception {
    state(username, "online");
    pages.add(Frames.connect(server, "", "Cookie", session(username)));
    Soon.await().until(() -> colleague(username).path("presence").asString().equals("connected"));
  }

  private String session(String username) {
    return Objects.requireNonNull(sessions.get(username));
  }

  private void state(String username, String state) {
    assertThat(
            as(username, "PUT", "/api/v1/me/state", "{\"state\":\"" + state + "\"}").statusCode())
        .isEqualTo(204);
  }

  private static HttpResponse<String> patch(String username, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/staff/" + username))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> act(String username, String id, String step, String json) {
    return as(username, "POST", "/api/v1/conversations/" + id + "/" + step, json);
  }

  private HttpResponse<String> as(
      String username, String method, String path, @Nullable String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", session(username))
            .header("Content-Type", "application/json")
            .method(
                method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> push(String openId) {
    return new TestPlatform(server, shop, Mode.SECURE, Format.JSON)
        .push(TestPlatform.text(openId, TestPlatform.nextMsgId(), "在吗"));
  }

  /** A customer writes; answers with the conversation. */
  private String writes(String openId) {
    assertThat(push(openId).body()).isEqualTo("success");
    return Soon.find(
            "a conversation of " + openId,
            () ->
                conversations().stream()
                    .filter(one -> one.path("open_id").asString().equals(openId))
                    .findFirst())
        .path("id")
        .asString();
  }

  private List<JsonNode> conversations() {
    return server
        .get("/api/v1/conversations?limit=200&shop=" + shop)
        .path("conversations")
        .valueStream()
        .toList();
  }

  private static JsonNode of(String id) {
    return server.get("/api/v1/conversations/" + id);
  }

  private static void awaitAssignee(String id, String username) {
    Soon.await()
        .alias("conversation %s with %s".formatted(id, username))
        .until(() -> of(id).path("assignee").path("username").asString("").equals(username));
  }

  private static JsonNode awaitSomebody(String id) {
    return Soon.find(
        "an assignee", () -> Optional.of(of(id).path("assignee")).filter(one -> !one.isNull()));
  }

  private static JsonNode awaitQueue(String id, String reason) {
    return Soon.find(
        "in the queue as " + reason,
        () ->
            Optional.of(of(id).path("queue"))
                .filter(one -> one.path("reason").asString("").equals(reason)));
  }

  /** A place is a moment old. */
  private static void awaitPosition(String id, int position) {
    Soon.await().until(() -> of(id).path("queue").path("position").asInt(0) == position);
  }

  private static List<String> trail(String id) {
    return server
        .get("/api/v1/conversations/" + id + "/trail")
        .path("entries")
        .valueStream()
        .map(entry ->
            "%s %s %s"
                .formatted(
                    entry.path("by").asString(),
                    entry.path("what").asString(),
                    entry.path("to").asString()))
        .toList();
  }

  private static JsonNode colleague(String username) {
    return Soon.find(
        username,
        () ->
            server
                .get("/api/v1/colleagues")
                .path("colleagues")
                .valueStream()
                .filter(one -> one.path("username").asString().equals(username))
                .findFirst());
  }
}
