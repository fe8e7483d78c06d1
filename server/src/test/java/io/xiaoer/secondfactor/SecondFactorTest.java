package io.xiaoer.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.AuthenticatorApp;
import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Routes;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

/** Logging in with a second factor, and who must have one. */
@ParameterizedClass
@EnumSource(Engine.class)
class SecondFactorTest {
  private static final long AT_ONCE_MS = 10_000;
  private static final int SECOND_FACTOR_NEEDED = 4403;

  /** What is open to who must set one up first. */
  private static final Set<String> OPEN_BEFORE =
      Set.of(
          "GET /api/v1/session",
          "DELETE /api/v1/session",
          "GET /api/v1/me/second-factor",
          "POST /api/v1/me/totp",
          "POST /api/v1/me/totp/confirm",
          "POST /api/v1/me/totp/remove",
          "POST /api/v1/me/recovery-codes",
          "GET /api/v1/me/passkeys",
          "POST /api/v1/me/passkeys",
          "POST /api/v1/me/passkeys/options",
          "PATCH /api/v1/me/passkeys/{id}",
          "DELETE /api/v1/me/passkeys/{id}",
          "POST /api/v1/session",
          "POST /api/v1/session/second-factor",
          "POST /api/v1/session/passkey",
          "POST /api/v1/session/passkey/options",
          "GET /api/v1/session/ways",
          "GET /api/v1/session/second-factor",
          "GET /api/v1/session/sso/start",
          "GET /api/v1/session/sso/callback",
          "POST /api/v1/session/sso/log-out",
          "POST /api/v1/set-up/link",
          "POST /api/v1/set-up/administrator",
          "GET /api/v1/openapi.json",
          "GET /api/v1/docs",
          "GET /api/v1/docs.css");

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static int accounts;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
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

  /** Somebody who has set one up. */
  private record Owner(
      String username, AuthenticatorApp app, List<String> recoveryCodes, String cookie) {
    String code() {
      return app.codeAt(now());
    }

    @Override
    public String toString() {
      return username;
    }
  }

  @Test
  void whoHasOneIsAskedForACodeAndNothingIsOpenBeforeIt() {
    Owner owner = owner();
    HttpResponse<String> first = logIn(owner.username, "");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.body()).isEqualTo("{\"second_factor\":[\"totp\",\"recovery_code\"]}");
    Map<String, String> cookies = cookies(first);
    assertThat(cookies).containsOnlyKeys("xiaoer_login");
    assertThat(with("GET", "/api/v1/session", cookies, "").statusCode()).isEqualTo(401);
    assertThat(with("GET", "/api/v1/conversations", cookies, "").statusCode()).isEqualTo(401);

    forgetSteps();
    HttpResponse<String> second = give(cookies, "totp", owner.code());
    assertThat(second.statusCode()).as(second.body()).isEqualTo(204);
    assertThat(cookies(second)).containsKeys("xiaoer_session", "xiaoer_device");
    assertThat(with("GET", "/api/v1/conversations", cookies(second), "").statusCode())
        .isEqualTo(200);
    assertThat(second.headers().allValues("Set-Cookie"))
        .as("the first step is over")
        .anyMatch(one -> one.startsWith("xiaoer_login=;"));
    assertThat(lastAudit("logged_in").path("detail").asString()).endsWith("; totp");
  }

  @Test
  void aCodeIsTakenOnceHoweverManyTabsGiveIt() {
    Owner owner = owner();
    Map<String, String> left = cookies(logIn(owner.username, ""));
    Map<String, String> right = cookies(logIn(owner.username, ""));
    forgetSteps();
    String code = owner.code();
    assertThat(give(left, "totp", code).statusCode()).isEqualTo(204);
    HttpResponse<String> again = give(right, "totp", code);
    assertThat(again.statusCode()).isEqualTo(403);
    assertThat(again.body()).contains("\"reason\":\"wrong_code\"");
  }

  @Test
  void whoGuessesCodesIsStoppedAndNotedAndTheRightOneDoesNotHelpThem() {
    Owner owner = owner();
    Map<String, String> cookies = cookies(logIn(owner.username, ""));
    forgetSteps();
    List<Integer> answers = new ArrayList<>();
    for (int guess = 0; guess < 8; guess++) {
      answers.add(give(cookies, "totp", wrong(owner, guess)).statusCode());
    }
    assertThat(answers).containsExactly(403, 403, 403, 403, 403, 429, 429, 429);
    assertThat(give(cookies, "totp", owner.code()).statusCode()).isEqualTo(429);
    HttpResponse<String> recovery = give(cookies, "recovery_code", owner.recoveryCodes.getFirst());
    assertThat(recovery.statusCode()).as("no second door beside it").isEqualTo(429);
    Map<String, String> anew = cookies(logIn(owner.username, ""));
    assertThat(give(anew, "totp", owner.code()).statusCode())
        .as("giving the password again is no way around")
        .isEqualTo(429);
    assertThat(lastAudit("login_failed").path("detail").asString())
        .endsWith("; right password, wrong code");
    assertThat(logIn(other(), "").statusCode()).as("others may log in").isEqualTo(204);
  }

  /** Six digits that are no code of about now. */
  private static String wrong(Owner owner, int guess) {
    List<String> right =
        Stream.of(-60, -30, 0, 30, 60)
            .map(seconds -> owner.app.codeAt(now().plusSeconds(seconds)))
            .toList();
    String code = "00000" + guess;
    return right.contains(code) ? "99999" + guess : code;
  }

  @Test
  void theSecondStepAloneOpensNothing() {
    Owner owner = owner();
    forgetSteps();
    assertThat(give(Map.of(), "totp", owner.code()).statusCode()).isEqualTo(401);
    assertThat(give(Map.of("xiaoer_login", "AQ" + "A".repeat(80)), "totp", owner.code()).body())
        .contains("\"reason\":\"login_expired\"");
    Map<String, String> cookies = cookies(logIn(owner.username, ""));
    patch(owner.username, "{\"password\":\"another long password\"}");
    assertThat(give(cookies, "totp", owner.code()).statusCode())
        .as("of a password that was changed since")
        .isEqualTo(401);
  }

  @Test
  void aRecoveryCodeOpensOnceAndThePageSaysHowManyAreLeft() {
    Owner owner = owner();
    String code = owner.recoveryCodes.get(7);
    HttpResponse<String> in = give(cookies(logIn(owner.username, "")), "recovery_code", code);
    assertThat(in.statusCode()).isEqualTo(204);
    assertThat(give(cookies(logIn(owner.username, "")), "recovery_code", code).statusCode())
        .isEqualTo(403);
    JsonNode own = json(with("GET", "/api/v1/me/second-factor", cookies(in), ""));
    assertThat(own.path("recovery_codes_left").asInt()).isEqualTo(9);
    assertThat(own.path("factors").path(0).path("kind").asString()).isEqualTo("totp");
    assertThat(lastAudit("recovery_code_used").path("detail").asString()).isEqualTo("9 left");
  }

  @Test
  void anOpenDeskIsNotEnoughToTurnItOffOrToHaveOtherCodes() {
    Owner owner = owner();
    for (String path : List.of("/api/v1/me/totp/remove", "/api/v1/me/recovery-codes")) {
      assertThat(as(owner.cookie, "POST", path, "{\"code\":\"no such code at all\"}").statusCode())
          .isEqualTo(403);
    }
    HttpResponse<String> renewed =
        as(owner.cookie, "POST", "/api/v1/me/recovery-codes", code(owner.recoveryCodes.get(0)));
    assertThat(json(renewed).path("recovery_codes").size()).isEqualTo(10);
    assertThat(as(owner.cookie, "POST", "/api/v1/me/totp", "").statusCode()).isEqualTo(409);
    forgetSteps();
    assertThat(as(owner.cookie, "POST", "/api/v1/me/totp/remove", code(owner.code())).statusCode())
        .isEqualTo(204);
    assertThat(logIn(owner.username, "").statusCode()).as("the password alone").isEqualTo(204);
    assertThat(with("POST", "/api/v1/me/totp", Map.of(), "").statusCode()).isEqualTo(401);
    assertThat(server.post("/api/v1/me/totp", "").statusCode()).as("no machine").isEqualTo(403);
  }

  @Test
  void anAdministratorResetsItAndThatIsNoted() {
    Owner owner = owner();
    assertThat(secondFactorOf(owner.username)).isTrue();
    String path = "/api/v1/staff/" + owner.username + "/second-factor";
    assertThat(as(server.logIn(other()), "DELETE", path, "").statusCode()).isEqualTo(403);
    assertThat(asKey("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(secondFactorOf(owner.username)).isFalse();
    assertThat(logIn(owner.username, "").statusCode()).isEqualTo(204);
    assertThat(asKey("DELETE", path, "").statusCode()).isEqualTo(404);
    JsonNode noted = lastAudit("second_factor_reset");
    assertThat(noted.path("subject").asString()).isEqualTo(owner.username);
    assertThat(noted.path("by").asString()).isEqualTo("api:test");
  }

  @Test
  void whoMustHaveOneGetsNothingElseUntilItIsThere() throws Exception {
    String username = add("supervisor");
    String cookie = server.logIn(username);
    String colleague = server.logIn(other());
    try (Frames browser = Frames.connect(server, "", "Cookie", cookie);
        Frames others = Frames.connect(server, "", "Cookie", colleague)) {
      browser.next("hello");
      others.next("hello");
      require("supervisor");
      assertThat(browser.closedWithin(AT_ONCE_MS)).isEqualTo(SECOND_FACTOR_NEEDED);
      others.send("{\"type\":\"ping\",\"after\":0}");
      others.next("pong"); // of another role
      for (String route : Routes.of(server)) {
        String[] parts = route.split(" ", 2);
        if (!OPEN_BEFORE.contains(route)) {
          HttpResponse<String> refused =
              as(cookie, parts[0], parts[1].replaceAll("\\{[^}]*}", "1"), "{}");
          assertThat(refused.statusCode()).as(route).isEqualTo(403);
          assertThat(refused.body()).as(route).contains("\"reason\":\"second_factor_needed\"");
        }
      }
      JsonNode session = json(as(cookie, "GET", "/api/v1/session", ""));
      assertThat(session.path("second_factor_needed").asBoolean()).isTrue();
      assertThat(session.path("permissions").valueStream().map(JsonNode::asString))
          .containsExactlyInAnyOrder("entry", "second_factor");
      assertThat(logIn(username, "").statusCode()).as("still let in to set it up").isEqualTo(204);

      setUp(username, cookie);
      assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode()).isEqualTo(200);
      assertThat(
              json(as(cookie, "GET", "/api/v1/session", ""))
                  .path("second_factor_needed")
                  .asBoolean())
          .isFalse();
      asKey("DELETE", "/api/v1/staff/" + username + "/second-factor", "");
      assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode())
          .as("taken away again")
          .isEqualTo(403);
    } finally {
      require();
    }
    assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode()).isEqualTo(200);
    assertThat(lastAudit("second_factor_rule_changed").path("detail").asString())
        .isEqualTo("supervisor → nobody");
  }

  @Test
  void aRuleForRolesThatAreNotIsRefused() {
    for (String body : List.of("{}", "{\"roles\":[\"king\"]}", "{\"roles\":\"agent\"}")) {
      assertThat(asKey("PUT", "/api/v1/admin/second-factor", body).statusCode())
          .as(body)
          .isIn(400, 422);
    }
    assertThat(server.get("/api/v1/admin/second-factor").path("roles").size()).isZero();
  }

  private static void require(String... roles) {
    String list =
        Arrays.stream(roles).map(role -> "\"" + role + "\"").collect(Collectors.joining(","));
    HttpResponse<String> set =
        asKey("PUT", "/api/v1/admin/second-factor", "{\"roles\":[" + list + "]}");
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
  }

  private static boolean secondFactorOf(String username) {
    return server
        .get("/api/v1/staff")
        .path("staff")
        .valueStream()
        .filter(one -> one.path("username").asString().equals(username))
        .findFirst()
        .orElseThrow()
        .path("second_factor")
        .asBoolean();
  }

  private static JsonNode lastAudit(String what) {
    return server.get("/api/v1/audit?limit=1&what=" + what).path("entries").path(0);
  }

  private static Owner owner() {
    String username = add("agent");
    return setUp(username, server.logIn(username));
  }

  private static Owner setUp(String username, String cookie) {
    AuthenticatorApp app =
        new AuthenticatorApp(
            json(as(cookie, "POST", "/api/v1/me/totp", "")).path("secret").asString());
    HttpResponse<String> confirmed =
        as(cookie, "POST", "/api/v1/me/totp/confirm", code(app.codeAt(now())));
    assertThat(confirmed.statusCode()).as(confirmed.body()).isEqualTo(200);
    List<String> codes =
        json(confirmed).path("recovery_codes").valueStream().map(JsonNode::asString).toList();
    return new Owner(username, app, codes, cookie);
  }

  /** The next code need not be waited for. */
  private static void forgetSteps() {
    server
        .bean("desk", Database.class)
        .write(jdbc -> jdbc.sql("UPDATE second_factor SET last_step = -1").update());
  }

  private static Instant now() {
    return server.bean("clock", InstantSource.class).instant();
  }

  private static String code(String code) {
    return "{\"code\":\"" + code + "\"}";
  }

  private static String other() {
    return add("agent");
  }

  private static String add(String role) {
    String username = "user" + accounts++;
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"role\":\"%s\",\"password\":\"%s\"}"
                .formatted(username, role, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return username;
  }

  private static HttpResponse<String> logIn(String username, String cookie) {
    return as(
        cookie,
        "POST",
        "/api/v1/session",
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, TestServer.PASSWORD));
  }

  private static HttpResponse<String> give(Map<String, String> cookies, String kind, String code) {
    return with(
        "POST",
        "/api/v1/session/second-factor",
        cookies,
        "{\"kind\":\"%s\",\"code\":\"%s\"}".formatted(kind, code));
  }

  /** Those that are set, by name. */
  private static Map<String, String> cookies(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')).split("=", 2))
        .filter(cookie -> !cookie[1].isEmpty())
        .collect(Collectors.toMap(cookie -> cookie[0], cookie -> cookie[1]));
  }

  private static HttpResponse<String> with(
      String method, String path, Map<String, String> cookies, String json) {
    String header =
        cookies.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    return as(header, method, path, json);
  }

  private static HttpResponse<String> as(String cookie, String method, String path, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return server.send(request);
  }

  private static HttpResponse<String> asKey(String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  private static void patch(String username, String json) {
    assertThat(asKey("PATCH", "/api/v1/staff/" + username, json).statusCode()).isEqualTo(200);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
