package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.shop.ShopId;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** Accounts, what is taken from them, and what is noted of it. */
@ParameterizedClass
@EnumSource(Engine.class)
class StaffTest {
  private static final String OTHER_PASSWORD = "battery staple horse";

  /** Below the fifteen seconds after which a session is looked up, told of or not. */
  private static final long AT_ONCE_MS = 10_000;

  /** Expired sessions are looked for every five seconds. */
  private static final long EXPIRY_SEEN_MS = 15_000;

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static int accounts;

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
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void whoIsAddedLogsInAndIsToldWhatHeMayDo() {
    String name = add("agent", "[\"left\"]");
    JsonNode session = json(as(server.logIn(name), "GET", "/api/v1/session", ""));
    assertThat(session.path("role").asString()).isEqualTo("agent");
    assertThat(session.path("name").asString()).isEqualTo("小" + name);
    assertThat(session.path("shops").valueStream().map(JsonNode::asString)).containsExactly("left");
    assertThat(session.path("permissions").valueStream().map(JsonNode::asString))
        .contains("conversations.read", "conversations.write", "media")
        .doesNotContain("admin", "export", "team", "events.read");
  }

  @Test
  void aPasswordThatIsLeftOutIsMadeAndShownOnce() {
    HttpResponse<String> added =
        server.post("/api/v1/staff", "{\"username\":\"made\",\"role\":\"agent\"}");
    String password = json(added).path("password").asString();
    assertThat(password).hasSizeGreaterThanOrEqualTo(16);
    assertThat(logIn("made", password)).isEqualTo(204);
    assertThat(server.get("/api/v1/staff").toString()).doesNotContain(password);
  }

  @Test
  void badAccountsAreRefusedWithTheMend() {
    add("taken", "agent", "null");
    record Bad(String body, int status, String says) {}
    for (Bad bad :
        List.of(
            new Bad("{}", 400, "username: missing"),
            new Bad("{\"username\":5}", 400, "username: expected a string"),
            new Bad("{\"username\":\"a b\"}", 422, "username: 1 to 32"),
            new Bad("{\"username\":\"api:erp\"}", 422, "username: 1 to 32"),
            new Bad("{\"username\":\"TAKEN\"}", 409, "already taken"),
            new Bad("{\"username\":\"x1\",\"role\":\"king\"}", 422, "not_one_of"),
            new Bad("{\"username\":\"x2\",\"shops\":[\"nosuch\"]}", 422, "no such shop"),
            new Bad("{\"username\":\"x3\",\"shops\":\"left\"}", 400, "wrong_json_type"),
            new Bad(
                "{\"username\":\"x4\",\"role\":\"administrator\",\"shops\":[\"left\"]}",
                422,
                "an administrator sees all"),
            new Bad("{\"username\":\"x5\",\"password\":\"short\"}", 422, "password_too_short"),
            new Bad(
                "{\"username\":\"x6\",\"password\":\"aaaaaaaaaaaaaaaa\"}",
                422,
                "password_guessable"),
            new Bad(
                "{\"username\":\"x7\",\"password\":\"P@ssw0rd-2026-!!!\"}",
                422,
                "password_guessable"),
            new Bad(
                "{\"username\":\"xiaomei\",\"password\":\"Xiaomei-left-2026\"}",
                422,
                "password_guessable"),
            new Bad(
                "{\"username\":\"x8\",\"password\":\"" + "长".repeat(342) + "abcd\"}",
                422,
                "password_too_long"))) {
      HttpResponse<String> answer = server.post("/api/v1/staff", bad.body);
      assertThat(answer.statusCode()).as(bad.body).isEqualTo(bad.status);
      assertThat(answer.body()).as(bad.body).contains(bad.says);
    }
  }

  @Test
  void aLongPasswordInChineseIsTakenWholeAndNotCut() {
    String password = "春江潮水连海平海上明月共潮生滟滟随波千万里何处春江无月明江流宛转绕芳甸月照花林皆似霰空里流霜不觉飞汀上白沙看不见江天一色无纤尘皎皎";
    assertThat(password.codePointCount(0, password.length())).isGreaterThanOrEqualTo(64);
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff", "{\"username\":\"poet\",\"password\":\"%s\"}".formatted(password));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    assertThat(logIn("poet", password)).isEqualTo(204);
    String cut = password.substring(0, password.length() - 1);
    assertThat(logIn("poet", cut)).isEqualTo(401);
    assertThat(logIn("poet", cut + "沙")).isEqualTo(401);
  }

  @Test
  void whereASecondFactorMustFollowAShorterPasswordWillDo() {
    String body = "{\"username\":\"%s\",\"role\":\"%s\",\"password\":\"blue kettle\"}";
    assertThat(server.post("/api/v1/staff", body.formatted("z1", "supervisor")).body())
        .contains("password_too_short", "\"min\":15");
    setRule("[\"supervisor\"]");
    try {
      assertThat(server.post("/api/v1/staff", body.formatted("z1", "supervisor")).statusCode())
          .isEqualTo(201);
      assertThat(server.post("/api/v1/staff", body.formatted("z2", "agent")).statusCode())
          .isEqualTo(422);
      assertThat(
              server
                  .get("/api/v1/session")
                  .path("password_rule")
                  .path("min_characters_by_role")
                  .toString())
          .isEqualTo("{\"administrator\":15,\"agent\":15,\"supervisor\":8}");
    } finally {
      setRule("[]");
    }
  }

  private static void setRule(String roles) {
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(server.url("/api/v1/admin/second-factor"))
                        .header("Authorization", "Bearer " + TestServer.API_KEY)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"roles\":" + roles + "}")))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aUsernameIsTheSameInAnyCaseWhenAddedAndWhenLoggingIn() {
    add("Élodie", "agent", "null");
    for (String written : List.of("Élodie", "élodie", "ÉLODIE", "\uff25\u0301lodie")) {
      assertThat(logIn(written, TestServer.PASSWORD)).as(written).isEqualTo(204);
    }
    assertThat(logIn("Elodie", TestServer.PASSWORD)).isEqualTo(401);
    for (String taken : List.of("ÉLODIE", "élodie")) {
      assertThat(
              server.post("/api/v1/staff", "{\"username\":\"%s\"}".formatted(taken)).statusCode())
          .as(taken)
          .isEqualTo(409);
    }
    add("SCHMIDT1", "agent", "null");
    assertThat(logIn("schmidt1", TestServer.PASSWORD)).isEqualTo(204);
    assertThat(json(as(server.logIn("schmidt1"), "GET", "/api/v1/session", "")).toString())
        .contains("\"username\":\"SCHMIDT1\"");
  }

  @Test
  void aNameThatCannotBeSeenOrLooksLikeAnotherIsRefused() {
    add("vera", "agent", "null");
    record Bad(String username, String name, String reason) {}
    for (Bad bad :
        List.of(
            new Bad("y1", " ", "length"),
            new Bad("y2", "长".repeat(33), "length"),
            new Bad("y3", "\u200b", "name_unreadable"),
            new Bad("y4", "\u3164", "name_unreadable"),
            new Bad("y5", "小王\u202e", "name_unreadable"),
            new Bad("y6", "小\u200d王", "name_unreadable"),
            new Bad("y7", "\u00a0\u3000", "name_unreadable"),
            new Bad("y8", "小王\u0001", "name_unreadable"),
            new Bad("y9", "admin", "name_reserved"),
            new Bad("y10", "ＡＤＭＩＮ", "name_reserved"),
            new Bad("y11", "系统管理员", "name_reserved"),
            new Bad("y12", "\u0430dmin", "name_confusable"), // Cyrillic a
            new Bad("y13", "Vera", "name_confusable"),
            new Bad("y14", "小Vera", "name_confusable"),
            new Bad("\u0430lex", "Alex", "username_invalid"))) {
      HttpResponse<String> answer =
          server.post(
              "/api/v1/staff",
              "{\"username\":\"%s\",\"name\":\"%s\"}"
                  .formatted(bad.username, bad.name.replace("\u0001", "\\u0001")));
      assertThat(answer.statusCode()).as(bad.toString()).isEqualTo(422);
      assertThat(answer.body()).as(bad.toString()).contains("\"reason\":\"" + bad.reason + "\"");
    }
    for (String fine : List.of("王伟", "王伟", "Zoë 陈", "李 🙂", "Ольга")) {
      String username = "fine" + ++accounts;
      HttpResponse<String> added =
          server.post(
              "/api/v1/staff", "{\"username\":\"%s\",\"name\":\"%s\"}".formatted(username, fine));
      assertThat(added.statusCode()).as(fine + added.body()).isEqualTo(201);
      assertThat(patch(username, "{\"name\":\"\u202e\"}").body()).contains("name_unreadable");
    }
    String second = add("administrator", "null");
    assertThat(patch(second, "{\"name\":\"Administrator\"}").statusCode()).isEqualTo(200);
    assertThat(patch(second, "{\"role\":\"agent\"}").body()).contains("name_reserved");
    assertThat(patch(second, "{\"role\":\"agent\",\"name\":\"小张\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void thePasswordRuleIsToldToThePageAndHoldsEverywhere() {
    String name = add("agent", "null");
    String cookie = server.logIn(name);
    JsonNode rule = json(as(cookie, "GET", "/api/v1/session", "")).path("password_rule");
    int min = rule.path("min_characters").asInt();
    assertThat(rule.path("max_bytes").asInt()).isEqualTo(1_024);
    String fits = "blue kettle under rain".substring(0, min);
    String tooShort = fits.substring(1);
    for (HttpResponse<String> refused :
        List.of(
            as(
                cookie,
                "PUT",
                "/api/v1/me/password",
                "{\"old\":\"%s\",\"new\":\"%s\"}".formatted(TestServer.PASSWORD, tooShort)),
            patch(name, "{\"password\":\"%s\"}".formatted(tooShort)),
            server.post(
                "/api/v1/staff",
                "{\"username\":\"z1\",\"password\":\"%s\"}".formatted(tooShort)))) {
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.body()).contains("\"reason\":\"password_too_short\"");
    }
    assertThat(
            as(
                    cookie,
                    "PUT",
                    "/api/v1/me/password",
                    "{\"old\":\"%s\",\"new\":\"%s\"}".formatted(TestServer.PASSWORD, fits))
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void theLastAdministratorCannotBeTakenAway() {
    for (String change : List.of("{\"role\":\"agent\"}", "{\"active\":false}")) {
      HttpResponse<String> answer = patch("admin", change);
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("last_administrator");
    }
    String second = add("administrator", "null");
    assertThat(patch(second, "{\"role\":\"agent\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void whoseLastSessionIsOverIsOfflineAndColleaguesHearOfIt() throws Exception {
    String name = add("agent", "null");
    String here = server.logIn(name);
    String there = server.logIn(name);
    assertThat(as(here, "PUT", "/api/v1/me/state", "{\"state\":\"online\"}").statusCode())
        .isEqualTo(204);
    assertThat(as(here, "DELETE", "/api/v1/session", "").statusCode()).isEqualTo(204);
    assertThat(state(name)).isEqualTo("online"); // The other machine is still there.
    try (Frames colleague =
        Frames.connect(server, "", "Authorization", "Bearer " + TestServer.API_KEY)) {
      colleague.next("hello");
      expireSessions(name);
      colleague.until("\"staff\"");
    }
    assertThat(state(name)).isEqualTo("offline");
    assertThat(as(there, "GET", "/api/v1/session", "").statusCode()).isEqualTo(401);
  }

  @Test
  void whoLogsOutAtTheLastMachineIsOffline() {
    String name = add("agent", "null");
    String cookie = server.logIn(name);
    as(cookie, "PUT", "/api/v1/me/state", "{\"state\":\"away\"}");
    assertThat(as(cookie, "DELETE", "/api/v1/session", "").statusCode()).isEqualTo(204);
    assertThat(state(name)).isEqualTo("offline");
  }

  @Test
  void whatSomebodySaidOfThemselvesAndWhichShopsTheyServedIsKept() {
    String name = add("agent", "[\"left\"]");
    String cookie = server.logIn(name);
    as(cookie, "PUT", "/api/v1/me/state", "{\"state\":\"online\"}");
    as(cookie, "PUT", "/api/v1/me/state", "{\"state\":\"online\"}");
    patch(name, "{\"shops\":[\"left\",\"right\"]}");
    server
        .bean("desk", Database.class)
        .write(jdbc -> {
          Accounts.sendAway(jdbc, name, Instant.now());
          return true;
        });
    patch(name, "{\"active\":false}");
    List<StateLog.Entry> all = entries(name, Instant.EPOCH);
    assertThat(all)
        .extracting(StateLog.Entry::state)
        .containsExactly(
            Accounts.State.OFFLINE,
            Accounts.State.ONLINE,
            Accounts.State.ONLINE,
            Accounts.State.AWAY,
            Accounts.State.OFFLINE);
    assertThat(all.get(1).shops().has(new ShopId("right"))).isFalse();
    assertThat(all.get(2).shops().has(new ShopId("right"))).isTrue();
    assertThat(entries(name, all.get(2).at()))
        .as("how they were, and what followed")
        .isEqualTo(all.subList(2, 5));
  }

  private static List<StateLog.Entry> entries(String username, Instant from) {
    return server
        .bean("desk", Database.class)
        .read(jdbc -> StateLog.between(jdbc, from, Instant.now().plusSeconds(60)))
        .stream()
        .filter(entry -> entry.username().equals(username))
        .toList();
  }

  private static String state(String username) {
    return server
        .get("/api/v1/colleagues")
        .path("colleagues")
        .valueStream()
        .filter(one -> one.path("username").asString().equals(username))
        .findFirst()
        .orElseThrow()
        .path("state")
        .asString();
  }

  /** As if two weeks had gone by. */
  private static void expireSessions(String username) {
    server
        .bean("desk", Database.class)
        .write(jdbc ->
            jdbc.sql("UPDATE session SET expires_at = 1 WHERE username = ?")
                .param(username)
                .update());
  }

  @Test
  void whoIsNotLetInAnyMoreIsOutAtOnceOnEveryLine() throws Exception {
    String name = add("agent", "null");
    String cookie = server.logIn(name);
    try (Frames browser = Frames.connect(server, "", "Cookie", cookie)) {
      browser.next("hello");
      assertThat(patch(name, "{\"active\":false}").statusCode()).isEqualTo(200);
      assertThat(browser.closedWithin(AT_ONCE_MS)).isEqualTo(4401);
    }
    assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode()).isEqualTo(401);
    assertThat(logIn(name, TestServer.PASSWORD)).isEqualTo(401);
    patch(name, "{\"active\":true}");
    assertThat(logIn(name, TestServer.PASSWORD)).isEqualTo(204);
    assertThat(as(cookie, "GET", "/api/v1/session", "").statusCode())
        .as("the old session does not come back")
        .isEqualTo(401);
  }

  @Test
  void aLiveConnectionIsClosedWhenItsSessionEnds() throws Exception {
    String name = add("agent", "null");
    String leaves = server.logIn(name);
    String elsewhere = server.logIn(name);
    String changes = server.logIn(name);
    try (Frames left = Frames.connect(server, "", "Cookie", leaves);
        Frames other = Frames.connect(server, "", "Cookie", elsewhere);
        Frames kept = Frames.connect(server, "", "Cookie", changes)) {
      left.next("hello");
      other.next("hello");
      kept.next("hello");
      assertThat(as(leaves, "DELETE", "/api/v1/session", "").statusCode()).isEqualTo(204);
      assertThat(left.closedWithin(AT_ONCE_MS)).isEqualTo(4401);
      assertThat(
              as(
                      changes,
                      "PUT",
                      "/api/v1/me/password",
                      "{\"old\":\"%s\",\"new\":\"%s\"}"
                          .formatted(TestServer.PASSWORD, OTHER_PASSWORD))
                  .statusCode())
          .isEqualTo(204);
      assertThat(other.closedWithin(AT_ONCE_MS)).isEqualTo(4401);
      kept.send("{\"type\":\"ping\",\"after\":0}"); // the session that changed it goes on
      kept.next("pong");
      expireSessions(name);
      assertThat(kept.closedWithin(EXPIRY_SEEN_MS)).isEqualTo(4401);
    }
  }

  @Test
  void everybodySeesTheirOwnSessionsAndEndsThem() throws Exception {
    String name = add("agent", "null");
    String here = logInFrom(name, "203.0.113.20", "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0");
    String there = logInFrom(name, "198.51.100.21", "<b>\tx" + "y".repeat(500));
    String third = server.logIn(name);
    JsonNode sessions = json(as(here, "GET", "/api/v1/me/sessions", "")).path("sessions");
    assertThat(sessions).hasSize(3);
    JsonNode mine = session(sessions, "203.0.113.*");
    JsonNode other = session(sessions, "198.51.100.*");
    assertThat(mine.path("current").asBoolean()).isTrue();
    assertThat(mine.path("user_agent").asString()).contains("Windows NT 10.0");
    assertThat(other.path("current").asBoolean()).isFalse();
    assertThat(other.path("user_agent").asString()).startsWith("<b>xy").hasSize(200);
    assertThat(Instant.parse(mine.path("last_seen_at").asString()))
        .isAfterOrEqualTo(Instant.parse(mine.path("created_at").asString()));
    assertThat(sessions.toString()).doesNotContain(here.split("=", 2)[1]);

    String stranger = server.logIn(add("agent", "null"));
    String path = "/api/v1/me/sessions/" + other.path("id").asString();
    assertThat(as(stranger, "DELETE", path, "").statusCode()).as("not theirs").isEqualTo(404);
    try (Frames browser = Frames.connect(server, "", "Cookie", there)) {
      browser.next("hello");
      assertThat(as(here, "DELETE", path, "").statusCode()).isEqualTo(204);
      assertThat(browser.closedWithin(AT_ONCE_MS)).isEqualTo(4401);
    }
    assertThat(as(there, "GET", "/api/v1/session", "").statusCode()).isEqualTo(401);
    assertThat(as(here, "DELETE", path, "").statusCode()).as("ended already").isEqualTo(404);

    assertThat(json(as(here, "DELETE", "/api/v1/me/sessions", "")).path("ended").asInt())
        .isEqualTo(1);
    assertThat(as(third, "GET", "/api/v1/session", "").statusCode()).isEqualTo(401);
    assertThat(as(here, "GET", "/api/v1/session", "").statusCode()).isEqualTo(200);
  }

  @Test
  void anAdministratorEndsAllSessionsOfAnAccount() {
    String name = add("agent", "null");
    String one = server.logIn(name);
    String two = server.logIn(name);
    assertThat(as(one, "PUT", "/api/v1/me/state", "{\"state\":\"online\"}").statusCode())
        .isEqualTo(204);
    String path = "/api/v1/staff/" + name + "/sessions";
    assertThat(as(one, "DELETE", path, "").statusCode()).as("not everybody").isEqualTo(403);
    String admin = server.logIn("admin");
    assertThat(json(as(admin, "DELETE", path, "")).path("ended").asInt()).isEqualTo(2);
    for (String cookie : List.of(one, two)) {
      assertThat(as(cookie, "GET", "/api/v1/session", "").statusCode()).isEqualTo(401);
    }
    assertThat(state(name)).isEqualTo("offline");
    assertThat(as(admin, "DELETE", "/api/v1/staff/nobody/sessions", "").statusCode())
        .isEqualTo(404);
    assertThat(server.get("/api/v1/audit?what=sessions_ended&limit=1").toString())
        .contains("\"by\":\"admin\"", "\"subject\":\"" + name + "\"", "2 sessions");
  }

  @Test
  void whenASessionWasLastUsedIsWrittenDown() {
    String name = add("agent", "null");
    String cookie = server.logIn(name);
    Database desk = server.bean("desk", Database.class);
    desk.write(
        jdbc -> jdbc.sql("UPDATE session SET seen_at = 1 WHERE username = ?").param(name).update());
    as(cookie, "GET", "/api/v1/session", "");
    server.bean("sessions", Sessions.class).writeSeen();
    long seen =
        desk.read(jdbc ->
            jdbc.sql("SELECT seen_at FROM session WHERE username = ?")
                .param(name)
                .query(Long.class)
                .single());
    assertThat(seen).isGreaterThan(1);
  }

  private static JsonNode session(JsonNode sessions, String address) {
    return sessions
        .valueStream()
        .filter(one -> one.path("address").asString().equals(address))
        .findFirst()
        .orElseThrow();
  }

  private static String logInFrom(String username, String address, String userAgent) {
    String cookie =
        server
            .send(
                HttpRequest.newBuilder(server.url("/api/v1/session"))
                    .header("Content-Type", "application/json")
                    .header("X-Forwarded-For", address)
                    .header("User-Agent", userAgent)
                    .POST(
                        BodyPublishers.ofString(
                            "{\"username\":\"%s\",\"password\":\"%s\"}"
                                .formatted(username, TestServer.PASSWORD))))
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void aListenerHearsWhoseRightsWereTakenAway() {
    List<Revocations.Whose> heard = new CopyOnWriteArrayList<>();
    server.bean("revocations", Revocations.class).onRevoked(heard::add);
    String name = add("agent", "null");
    String cookie = server.logIn(name);
    assertThat(heard).as("nobody lost anything yet").isEmpty();
    as(cookie, "DELETE", "/api/v1/session", "");
    patch(name, "{\"shops\":[\"left\"]}");
    JsonNode key =
        json(
            server.post(
                "/api/v1/admin/api-keys", "{\"name\":\"erp\",\"scopes\":[\"events.read\"]}"));
    server.send(
        HttpRequest.newBuilder(server.url("/api/v1/admin/api-keys/" + key.path("id").asString()))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .DELETE());
    assertThat(heard)
        .containsSubsequence(
            new Revocations.Whose.Of(name),
            new Revocations.Whose.Of(name),
            new Revocations.Whose.Of("api:erp"));
  }

  @Test
  void aShopThatIsTakenAwayIsGoneFromAnOpenConnectionAtOnce() throws Exception {
    String name = add("agent", "[\"left\",\"right\"]");
    TestPlatform right = new TestPlatform(server, "right", Mode.SECURE, Format.JSON);
    TestPlatform left = new TestPlatform(server, "left", Mode.SECURE, Format.JSON);
    try (Frames browser = Frames.connect(server, "", "Cookie", server.logIn(name))) {
      browser.next("hello");
      right.push(TestPlatform.text("oTaken", TestPlatform.nextMsgId(), "noch sichtbar"));
      browser.until("noch sichtbar");
      patch(name, "{\"shops\":[\"left\"]}");
      browser.next("reset");
      right.push(TestPlatform.text("oTaken", TestPlatform.nextMsgId(), "nicht mehr"));
      left.push(TestPlatform.text("oKept", TestPlatform.nextMsgId(), "weiter da"));
      assertThat(browser.until("weiter da")).doesNotContain("nicht mehr", "oTaken");
      patch(name, "{\"shops\":null}");
      browser.next("reset");
      right.push(TestPlatform.text("oTaken", TestPlatform.nextMsgId(), "wieder da"));
      browser.until("wieder da");
    }
  }

  @Test
  void aNewPasswordNeedsTheOldOneAndEndsTheOtherSessions() throws Exception {
    String name = add("agent", "null");
    String here = server.logIn(name);
    String elsewhere = server.logIn(name);
    String change = "{\"old\":\"%s\",\"new\":\"%s\"}";
    HttpResponse<String> wrong =
        as(here, "PUT", "/api/v1/me/password", change.formatted("wrong one", OTHER_PASSWORD));
    assertThat(wrong.statusCode()).isEqualTo(403);
    assertThat(wrong.body()).contains("wrong_password");
    assertThat(
            as(here, "PUT", "/api/v1/me/password", change.formatted(TestServer.PASSWORD, "short"))
                .statusCode())
        .isEqualTo(422);
    try (Frames other = Frames.connect(server, "", "Cookie", elsewhere)) {
      other.next("hello");
      assertThat(
              as(
                      here,
                      "PUT",
                      "/api/v1/me/password",
                      change.formatted(TestServer.PASSWORD, OTHER_PASSWORD))
                  .statusCode())
          .isEqualTo(204);
      assertThat(other.closedWithin(AT_ONCE_MS)).isEqualTo(4401);
    }
    assertThat(as(here, "GET", "/api/v1/session", "").statusCode()).isEqualTo(200);
    assertThat(as(elsewhere, "GET", "/api/v1/session", "").statusCode()).isEqualTo(401);
    assertThat(logIn(name, TestServer.PASSWORD)).isEqualTo(401);
    assertThat(logIn(name, OTHER_PASSWORD)).isEqualTo(204);
  }

  @Test
  void whoSitsAtSomebodyElsesDeskCannotGuessThePassword() {
    String name = add("agent", "null");
    String cookie = server.logIn(name);
    for (int i = 0; i < 5; i++) {
      as(
          cookie,
          "PUT",
          "/api/v1/me/password",
          "{\"old\":\"guess %d\",\"new\":\"%s\"}".formatted(i, OTHER_PASSWORD));
    }
    assertThat(
            as(
                    cookie,
                    "PUT",
                    "/api/v1/me/password",
                    "{\"old\":\"%s\",\"new\":\"%s\"}"
                        .formatted(TestServer.PASSWORD, OTHER_PASSWORD))
                .statusCode())
        .isEqualTo(429);
  }

  @Test
  void stateAndSettingsAreKept() {
    String cookie = server.logIn(add("agent", "null"));
    assertThat(as(cookie, "PUT", "/api/v1/me/state", "{\"state\":\"away\"}").statusCode())
        .isEqualTo(204);
    assertThat(as(cookie, "PUT", "/api/v1/me/state", "{\"state\":\"gone\"}").statusCode())
        .isEqualTo(400);
    assertThat(json(as(cookie, "GET", "/api/v1/session", "")).path("state").asString())
        .isEqualTo("away");
    assertThat(as(cookie, "GET", "/api/v1/me/settings", "").body()).isEqualTo("{}");
    as(cookie, "PUT", "/api/v1/me/settings", "{\"theme\":\"dark\"}");
    assertThat(as(cookie, "GET", "/api/v1/me/settings", "").body())
        .isEqualTo("{\"theme\":\"dark\"}");
    String huge = "{\"x\":\"" + "a".repeat(33_000) + "\"}";
    assertThat(as(cookie, "PUT", "/api/v1/me/settings", huge).statusCode()).isEqualTo(413);
  }

  @Test
  void whoDidWhatIsNotedWithoutSecrets() {
    String name = add("agent", "[\"left\"]");
    String cookie = server.logIn(name);
    logIn(name, "a wrong password");
    logIn("my-secret-password", "typed into the wrong field");
    patch(name, "{\"role\":\"supervisor\",\"shops\":null,\"password\":\"" + OTHER_PASSWORD + "\"}");
    JsonNode log = server.get("/api/v1/audit?limit=500");
    List<String> ofHim =
        log.path("entries")
            .valueStream()
            .filter(entry -> entry.path("subject").asString().equals(name))
            .map(entry ->
                "%s %s %s"
                    .formatted(
                        entry.path("by").asString(),
                        entry.path("what").asString(),
                        entry.path("detail").asString()))
            .toList();
    assertThat(ofHim)
        .containsExactly(
            "api:test staff_changed agent → supervisor; left → all shops; a new password",
            " login_failed from 127.0.0.1",
            name + " logged_in from 127.0.0.1",
            "api:test staff_added agent; left");
    assertThat(log.toString())
        .doesNotContain(
            "my-secret-password", TestServer.PASSWORD, OTHER_PASSWORD, cookie.split("=", 2)[1]);
    assertThat(server.get("/api/v1/audit?by=" + name).path("entries")).hasSize(1);
    assertThat(server.get("/api/v1/audit?what=staff_added&limit=1").path("entries").path(0))
        .isNotEmpty();
  }

  @Test
  void theAuditLogIsReadPageByPage() {
    for (int i = 0; i < 5; i++) {
      server.logIn("admin");
    }
    JsonNode first = server.get("/api/v1/audit?what=logged_in&limit=2");
    JsonNode second =
        server.get(
            "/api/v1/audit?what=logged_in&limit=2&before=" + first.path("next_before").asString());
    assertThat(Long.parseLong(second.path("entries").path(0).path("id").asString()))
        .isLessThan(Long.parseLong(first.path("entries").path(1).path("id").asString()));
  }

  private static String add(String role, String shops) {
    String username = "person" + ++accounts;
    add(username, role, shops);
    return username;
  }

  private static void add(String username, String role, String shops) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"name\":\"小%s\",\"role\":\"%s\",\"shops\":%s,\"password\":\"%s\"}"
                .formatted(username, username, role, shops, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  private static HttpResponse<String> patch(String username, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/staff/" + username))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> as(String cookie, String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  private static int logIn(String username, String password) {
    return server
        .post(
            "/api/v1/session",
            "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password))
        .statusCode();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
