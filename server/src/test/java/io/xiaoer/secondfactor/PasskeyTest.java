package io.xiaoer.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.AuthenticatorApp;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Passkeys in place of a password and after it, and whoever tries to get in without one. */
@ParameterizedClass
@EnumSource(Engine.class)
class PasskeyTest {
  private static final String ORIGIN = "http://localhost:8080";
  private static final String OPTIONS = "/api/v1/session/passkey/options";
  private static final String LOG_IN = "/api/v1/session/passkey";
  private static final String OWN = "/api/v1/me/passkeys";

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

  /** Somebody who has a passkey. */
  private record Owner(
      String username, String cookie, SoftwarePasskey device, String id, List<String> codes) {
    @Override
    public String toString() {
      return username;
    }
  }

  @Test
  void aPasskeyOpensWithoutNameAndPassword() {
    Owner owner = owner();
    assertThat(owner.codes).as("it is the first factor").hasSize(10);
    HttpResponse<String> in = logIn(owner.device);
    assertThat(in.statusCode()).as(in.body()).isEqualTo(204);
    assertThat(cookies(in)).containsKeys("xiaoer_session", "xiaoer_device");
    JsonNode session = json(as(header(in), "GET", "/api/v1/session", ""));
    assertThat(session.path("username").asString()).isEqualTo(owner.username);
    assertThat(lastAudit("logged_in").path("detail").asString()).endsWith("; passkey");
    JsonNode listed = json(as(owner.cookie, "GET", OWN, "")).path("passkeys").path(0);
    assertThat(listed.path("last_used_at").asString()).isNotEmpty();
    assertThat(listed.path("host").asString()).isEqualTo("localhost");
    assertThat(lastAudit("passkey_added").path("subject").asString()).isEqualTo(owner.username);
    assertThat(ways()).contains("passkey");
  }

  @Test
  void afterThePasswordItIsTheSecondFactor() {
    Owner owner = owner();
    HttpResponse<String> first = password(owner.username);
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.body()).isEqualTo("{\"second_factor\":[\"passkey\",\"recovery_code\"]}");
    Map<String, String> jar = cookies(first);
    JsonNode options = options(jar, "{\"after_password\":true}");
    assertThat(options.path("allow").path(0).asString()).isEqualTo(owner.device.credentialId());
    owner.device.userHandle = ""; // As a device may that was told which passkey.
    HttpResponse<String> in = give(jar, owner.device.used(challenge(options)));
    assertThat(in.statusCode()).as(in.body()).isEqualTo(204);
    assertThat(give(cookies(password(owner.username)), "totp", "000000").statusCode())
        .as("it is no code")
        .isEqualTo(403);
  }

  @Test
  void withoutTheRightPasswordNobodyLearnsWhichPasskeysSomebodyHas() {
    assertThat(with("POST", OPTIONS, new HashMap<>(), "{\"after_password\":true}").body())
        .contains("\"reason\":\"passkey_expired\"");
    assertThat(options(new HashMap<>(), "{}").path("allow").size()).isZero();
  }

  @Test
  void anAnswerIsTakenOnce() {
    Owner owner = owner();
    Map<String, String> jar = new HashMap<>();
    JsonNode options = options(jar, "{}");
    String answer = owner.device.used(challenge(options));
    Map<String, String> kept = Map.copyOf(jar);
    assertThat(give(jar, answer).statusCode()).isEqualTo(204);
    assertRefused(give(new HashMap<>(kept), answer), "passkey_refused");
    owner.device.count += 10;
    assertRefused(
        give(new HashMap<>(kept), owner.device.used(challenge(options))), "passkey_refused");
    assertThat(lastAudit("login_failed").path("detail").asString())
        .endsWith("passkey: answered before");
  }

  @Test
  void anAnswerToAnotherBrowsersChallengeOpensNothing() {
    Owner owner = owner();
    Map<String, String> theirs = new HashMap<>();
    String answer = owner.device.used(challenge(options(theirs, "{}")));
    Map<String, String> mine = new HashMap<>();
    options(mine, "{}");
    assertRefused(give(mine, answer), "passkey_refused");
    assertRefused(give(new HashMap<>(), answer), "passkey_expired");
    assertRefused(
        give(new HashMap<>(Map.of("xiaoer_passkey", "AQ" + "A".repeat(90))), answer),
        "passkey_expired");
    Map<String, String> registering = new HashMap<>(Map.of("xiaoer_session", token(owner.cookie)));
    JsonNode made = json(with("POST", OWN + "/options", registering, ""));
    assertRefused(give(registering, owner.device.used(challenge(made))), "passkey_expired");
  }

  @Test
  void whatWasSignedElsewhereOrByADeviceThatDidNotLookOpensNothing() {
    Owner owner = owner();
    owner.device.origin = "http://localhost:8081";
    assertRefused(logIn(owner.device), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: other origin");
    owner.device.origin = ORIGIN;
    owner.device.rpId = "evil.example.com";
    assertRefused(logIn(owner.device), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: other origin");
    owner.device.rpId = "localhost";
    owner.device.verifies = false;
    assertRefused(logIn(owner.device), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: not verified");
    owner.device.verifies = true;
    assertThat(logIn(owner.device).statusCode()).isEqualTo(204);
  }

  @Test
  void aCountThatGoesBackIsACopyOfTheDevice() {
    Owner owner = owner();
    owner.device.count = 41;
    assertThat(logIn(owner.device).statusCode()).isEqualTo(204);
    owner.device.count = 7;
    assertRefused(logIn(owner.device), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: counted back");
    owner.device.count = 41;
    assertRefused(logInWithoutCounting(owner.device), "passkey_refused");
    owner.device.count = 42;
    assertThat(logIn(owner.device).statusCode()).as("the true one goes on").isEqualTo(204);
  }

  @Test
  void somebodyElsesPasskeyIsNoSecondFactor() {
    Owner owner = owner();
    Owner other = owner();
    Map<String, String> jar = cookies(password(owner.username));
    JsonNode options = options(jar, "{\"after_password\":true}");
    assertRefused(give(jar, other.device.used(challenge(options))), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: right password, passkey of somebody else");
    assertThat(lastAudit("login_failed").path("subject").asString()).isEqualTo(owner.username);
    other.device.userHandle = owner.device.userHandle;
    assertRefused(logIn(other.device), "passkey_refused");
    SoftwarePasskey forged = new SoftwarePasskey(ORIGIN);
    System.arraycopy(owner.device.id, 0, forged.id, 0, forged.id.length);
    forged.userHandle = owner.device.userHandle;
    assertRefused(logIn(forged), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: wrong signature");
  }

  @Test
  void whoeverTriesTooOftenWaitsAndTheRightOneDoesNotHelp() {
    Owner owner = owner();
    SoftwarePasskey forged = new SoftwarePasskey(ORIGIN);
    System.arraycopy(owner.device.id, 0, forged.id, 0, forged.id.length);
    forged.userHandle = owner.device.userHandle;
    for (int i = 0; i < 5; i++) {
      assertThat(logIn(forged).statusCode()).isEqualTo(403);
    }
    assertThat(logIn(forged).statusCode()).isEqualTo(429);
    assertThat(logIn(owner.device).statusCode()).isEqualTo(429);
    assertThat(password(owner.username).statusCode())
        .as("it is the same count as that of passwords")
        .isEqualTo(429);
  }

  @Test
  void onlyWhoHasJustLoggedInAddsOrRemovesOne() {
    Owner owner = owner();
    sessionsOpened(owner.username, Duration.ofMinutes(11));
    String path = OWN + "/" + owner.id;
    assertRefused(as(owner.cookie, "POST", OWN + "/options", ""), "login_too_old");
    assertRefused(as(owner.cookie, "POST", OWN, "{}"), "login_too_old");
    assertRefused(as(owner.cookie, "DELETE", path, ""), "login_too_old");
    assertRefused(as(owner.cookie, "POST", "/api/v1/me/recovery-codes", "{}"), "login_too_old");
    assertThat(as(owner.cookie, "PATCH", path, "{\"name\":\"工位\"}").statusCode()).isEqualTo(204);
    assertThat(as(owner.cookie, "PATCH", path, "{\"name\":\" \"}").statusCode()).isEqualTo(422);
    String fresh = header(logIn(owner.device));
    assertThat(
            json(as(fresh, "POST", "/api/v1/me/recovery-codes", "{}"))
                .path("recovery_codes")
                .size())
        .isEqualTo(10);
    assertThat(as(owner().cookie, "DELETE", path, "").statusCode())
        .as("of somebody else")
        .isEqualTo(404);
    assertThat(as(fresh, "DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(as(fresh, "DELETE", path, "").statusCode()).isEqualTo(404);
    JsonNode own = json(as(fresh, "GET", "/api/v1/me/second-factor", ""));
    assertThat(own.path("factors").size()).isZero();
    assertThat(own.path("recovery_codes_left").asInt()).as("they go with the last").isZero();
    assertThat(password(owner.username).statusCode()).as("the password alone").isEqualTo(204);
    assertRefused(logIn(owner.device), "passkey_refused");
    assertThat(as(fresh, "GET", "/api/v1/conversations", "").statusCode())
        .as("what is open stays open")
        .isEqualTo(200);
  }

  @Test
  void aPasskeyIsMadeForTheSessionThatAskedAndOnce() {
    Owner owner = owner();
    String other = server.logIn(add("agent"));
    Map<String, String> jar = new HashMap<>(Map.of("xiaoer_session", token(other)));
    SoftwarePasskey device = new SoftwarePasskey(ORIGIN);
    String made = device.made(challenge(json(with("POST", OWN + "/options", jar, ""))));
    Map<String, String> stolen = new HashMap<>(jar);
    stolen.put("xiaoer_session", token(header(logIn(owner.device))));
    assertRefused(with("POST", OWN, stolen, draft("x", made)), "passkey_expired");
    Map<String, String> kept = Map.copyOf(jar);
    assertThat(with("POST", OWN, jar, draft("x", made)).statusCode()).isEqualTo(201);
    assertRefused(with("POST", OWN, new HashMap<>(kept), draft("y", made)), "passkey_expired");
    Map<String, String> again = new HashMap<>(Map.of("xiaoer_session", token(other)));
    String same = device.made(challenge(json(with("POST", OWN + "/options", again, ""))));
    assertRefused(with("POST", OWN, again, draft("y", same)), "passkey_known");
    device.verifies = false;
    String unseen = device.made(challenge(json(with("POST", OWN + "/options", again, ""))));
    assertRefused(with("POST", OWN, again, draft("y", unseen)), "passkey_refused");
  }

  @Test
  void nonsenseIsRefused() {
    Owner owner = owner();
    for (String nonsense :
        List.of(
            "{}",
            "{\"id\":\"%%%\"}",
            "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}",
            "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{"
                + "\"clientDataJSON\":\"e30\",\"attestationObject\":\"%s\",\"authenticatorData\":\"AA\","
                    .formatted("gYGB".repeat(2_000))
                + "\"signature\":\"AA\"}}")) {
      Map<String, String> jar = cookies(password(owner.username));
      options(jar, "{\"after_password\":true}");
      assertRefused(give(jar, nonsense), "passkey_refused");
      Map<String, String> own = new HashMap<>(Map.of("xiaoer_session", token(owner.cookie)));
      with("POST", OWN + "/options", own, "");
      assertRefused(with("POST", OWN, own, draft("x", nonsense)), "passkey_refused");
    }
    assertThat(with("POST", LOG_IN, new HashMap<>(), "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void itCountsWhereARoleMustHaveASecondFactorAndAnAdministratorRemovesIt() {
    String username = add("supervisor");
    String cookie = server.logIn(username);
    require("\"supervisor\"");
    try {
      assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode()).isEqualTo(403);
      Owner owner = adds(username, cookie);
      assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode()).isEqualTo(200);
      assertThat(asKey("DELETE", "/api/v1/staff/" + username + "/second-factor", "").statusCode())
          .isEqualTo(204);
      assertThat(as(cookie, "GET", "/api/v1/conversations", "").statusCode())
          .as("at once, in an open session")
          .isEqualTo(403);
      assertRefused(logIn(owner.device), "passkey_refused");
    } finally {
      require("");
    }
  }

  @Test
  void whoIsNotLetInAnyMoreIsNotLetInByAPasskey() {
    Owner owner = owner();
    asKey("PATCH", "/api/v1/staff/" + owner.username, "{\"active\":false}");
    assertRefused(logIn(owner.device), "passkey_refused");
    assertThat(lastFailure()).endsWith("passkey: account is closed");
    asKey("PATCH", "/api/v1/staff/" + owner.username, "{\"active\":true}");
    assertThat(logIn(owner.device).statusCode()).isEqualTo(204);
  }

  @Test
  void theAppMayGoWhileAPasskeyStays() {
    Owner owner = owner();
    String secret = json(as(owner.cookie, "POST", "/api/v1/me/totp", "")).path("secret").asString();
    String code =
        new AuthenticatorApp(secret).codeAt(server.bean("clock", InstantSource.class).instant());
    HttpResponse<String> confirmed =
        as(owner.cookie, "POST", "/api/v1/me/totp/confirm", "{\"code\":\"" + code + "\"}");
    String recovery = json(confirmed).path("recovery_codes").path(0).asString();
    assertThat(password(owner.username).body())
        .isEqualTo("{\"second_factor\":[\"totp\",\"passkey\",\"recovery_code\"]}");
    as(owner.cookie, "POST", "/api/v1/me/totp/remove", "{\"code\":\"" + recovery + "\"}");
    assertThat(password(owner.username).body())
        .isEqualTo("{\"second_factor\":[\"passkey\",\"recovery_code\"]}");
  }

  @Test
  void atAnotherAddressThePageIsToldWhatToDo() {
    HttpResponse<String> elsewhere =
        server.send(
            HttpRequest.newBuilder(server.url(OPTIONS))
                .header("Content-Type", "application/json")
                .header("Origin", "http://192.168.1.5:8080")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(elsewhere.statusCode()).isEqualTo(409);
    assertThat(elsewhere.body()).contains("\"reason\":\"passkey_no_address\"", "xiaoer.public-url");
  }

  private static Owner owner() {
    String username = add("agent");
    return adds(username, server.logIn(username));
  }

  private static Owner adds(String username, String cookie) {
    Map<String, String> jar = new HashMap<>(Map.of("xiaoer_session", token(cookie)));
    HttpResponse<String> begun = with("POST", OWN + "/options", jar, "");
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
    SoftwarePasskey device = new SoftwarePasskey(ORIGIN);
    device.userHandle = json(begun).path("user_handle").asString();
    HttpResponse<String> added =
        with("POST", OWN, jar, draft("电脑", device.made(challenge(json(begun)))));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    JsonNode answer = json(added);
    return new Owner(
        username,
        cookie,
        device,
        answer.path("passkey").path("id").asString(),
        answer.path("recovery_codes").valueStream().map(JsonNode::asString).toList());
  }

  private static HttpResponse<String> logIn(SoftwarePasskey device) {
    Map<String, String> jar = new HashMap<>();
    return give(jar, device.used(challenge(options(jar, "{}"))));
  }

  private static HttpResponse<String> logInWithoutCounting(SoftwarePasskey device) {
    device.count--;
    return logIn(device);
  }

  private static JsonNode options(Map<String, String> jar, String json) {
    HttpResponse<String> begun = with("POST", OPTIONS, jar, json);
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
    return json(begun);
  }

  private static String challenge(JsonNode options) {
    return options.path("challenge").asString();
  }

  private static HttpResponse<String> give(Map<String, String> jar, String credential) {
    return with("POST", LOG_IN, jar, "{\"credential\":" + credential + "}");
  }

  private static HttpResponse<String> give(Map<String, String> jar, String kind, String code) {
    return with(
        "POST",
        "/api/v1/session/second-factor",
        jar,
        "{\"kind\":\"%s\",\"code\":\"%s\"}".formatted(kind, code));
  }

  private static String draft(String name, String credential) {
    return "{\"name\":\"%s\",\"credential\":%s}".formatted(name, credential);
  }

  private static void assertRefused(HttpResponse<String> answer, String reason) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(403, 409);
    assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
  }

  private static HttpResponse<String> password(String username) {
    return with(
        "POST",
        "/api/v1/session",
        new HashMap<>(),
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, TestServer.PASSWORD));
  }

  private static String ways() {
    return as("", "GET", "/api/v1/session/ways", "").body();
  }

  private static void require(String roles) {
    assertThat(
            asKey("PUT", "/api/v1/admin/second-factor", "{\"roles\":[" + roles + "]}").statusCode())
        .isEqualTo(200);
  }

  private static void sessionsOpened(String username, Duration ago) {
    server
        .bean("desk", Database.class)
        .write(jdbc ->
            jdbc.sql("UPDATE session SET created_at = created_at - ? WHERE username = ?")
                .params(ago.toNanos() / 1_000, username)
                .update());
  }

  private static JsonNode lastAudit(String what) {
    return server.get("/api/v1/audit?limit=1&what=" + what).path("entries").path(0);
  }

  private static String lastFailure() {
    return lastAudit("login_failed").path("detail").asString();
  }

  private static String add(String role) {
    String username = "keeper" + accounts++;
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"role\":\"%s\",\"password\":\"%s\"}"
                .formatted(username, role, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return username;
  }

  private static String token(String cookie) {
    return cookie.substring(cookie.indexOf('=') + 1);
  }

  private static String header(HttpResponse<String> in) {
    return "xiaoer_session=" + cookies(in).get("xiaoer_session");
  }

  /** Those that are set, by name. */
  private static Map<String, String> cookies(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')).split("=", 2))
        .filter(cookie -> !cookie[1].isEmpty())
        .collect(
            Collectors.toMap(
                cookie -> cookie[0], cookie -> cookie[1], (_, last) -> last, HashMap::new));
  }

  /** As a browser does that keeps what it is given in {@code jar}. */
  private static HttpResponse<String> with(
      String method, String path, Map<String, String> jar, String json) {
    String header =
        jar.entrySet().stream()
            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
            .collect(Collectors.joining("; "));
    HttpResponse<String> answer = as(header, method, path, json);
    jar.putAll(cookies(answer));
    return answer;
  }

  private static HttpResponse<String> as(String cookie, String method, String path, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url(path))
            .header("Content-Type", "application/json")
            .header("Origin", ORIGIN)
            .header("Sec-Fetch-Site", "same-origin")
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

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
