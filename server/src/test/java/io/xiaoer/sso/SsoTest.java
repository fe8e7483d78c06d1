package io.xiaoer.sso;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.AuthenticatorApp;
import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

/** Logging in by the company's directory, which is Spring Authorization Server here. */
@ParameterizedClass
@EnumSource(Engine.class)
class SsoTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Parameter Engine engine;

  @TempDir static Path data;
  private static AuthorizationServer directory;
  private static TestServer server;
  private static int people;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    directory = AuthorizationServer.start();
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.concat(
                    Stream.of(
                        TestPlatform.settings(
                            0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"))),
                    Stream.of(
                        "xiaoer.oidc.issuer=" + directory.issuer(),
                        "xiaoer.oidc.client-id=" + AuthorizationServer.CLIENT,
                        "xiaoer.oidc.client-secret=" + AuthorizationServer.SECRET,
                        "xiaoer.oidc.name=公司账号",
                        "xiaoer.oidc.allow=127.0.0.1/32",
                        "xiaoer.webhooks.allow=127.0.0.1/32", // for a public address on this
                        // machine
                        "xiaoer.oidc.roles[0].group=/kefu",
                        "xiaoer.oidc.roles[0].role=agent",
                        "xiaoer.oidc.roles[1].group=/kefu/leads",
                        "xiaoer.oidc.roles[1].role=supervisor"))
                .toArray(String[]::new));
    directory.leadsBackTo(server.url("/api/v1/session/sso/callback"));
    HttpResponse<String> set =
        asKey(
            "PUT", "/api/v1/admin/guide/public-url", "{\"url\":\"%s\"}".formatted(server.url("")));
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
    directory.close();
  }

  @Test
  void whoHasAnAccountOfTheSameNameIsLetIn() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    Map<String, String> jar = new HashMap<>();
    URI there = start(jar, "/board");
    assertThat(there.toString())
        .startsWith(directory.issuer() + "/oauth2/authorize?")
        .contains("code_challenge_method=S256", "nonce=", "scope=openid%20profile%20email");
    HttpResponse<String> in = get(back(there, username), jar);
    assertThat(location(in)).isEqualTo("/board");
    assertThat(me(jar).path("username").asString()).isEqualTo(username);
    assertThat(lastAudit("logged_in").path("detail").asString()).endsWith("; sso");
    assertThat(lastAudit("sso_linked").path("subject").asString()).isEqualTo(username);
    assertThat(server.logIn(username)).as("the password stays a way in").isNotEmpty();
  }

  @Test
  void thePageIsToldOfTheWay() {
    assertThat(get(server.url("/api/v1/session/ways"), Map.of()).body())
        .contains("{\"kind\":\"sso\",\"name\":\"公司账号\"}");
  }

  @Test
  void whoIsNewIsAddedWithTheRoleOfTheirGroups() {
    directory.add(
        "newcomer",
        Map.of(
            "preferred_username", "newcomer",
            "name", "新来的",
            "groups", List.of("/sales", "/kefu", "/kefu/leads")));
    Map<String, String> jar = new HashMap<>();
    assertThat(logIn("newcomer", jar)).isEqualTo("/");
    JsonNode me = me(jar);
    assertThat(me.path("role").asString()).isEqualTo("supervisor");
    assertThat(me.path("name").asString()).isEqualTo("新来的");
    JsonNode added = lastAudit("staff_added");
    assertThat(added.path("by").asString()).isEqualTo("sso");
    assertThat(logIn("newcomer", new HashMap<>())).as("the same account again").isEqualTo("/");
  }

  @Test
  void whoIsNewAndOfNoGroupIsNotAdded() {
    directory.add("stranger", Map.of("preferred_username", "stranger", "groups", List.of("/x")));
    Map<String, String> jar = new HashMap<>();
    assertThat(logIn("stranger", jar)).isEqualTo("/login?sso=unknown_user");
    assertThat(jar).doesNotContainKey("xiaoer_session");
    directory.add(
        "bad name!", Map.of("preferred_username", "bad name!", "groups", List.of("/kefu")));
    assertThat(logIn("bad name!", new HashMap<>())).isEqualTo("/login?sso=unknown_user");
  }

  @Test
  void whoIsNotLetInHereIsNotLetInByTheDirectory() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    assertThat(logIn(username, new HashMap<>())).isEqualTo("/");
    asKey("PATCH", "/api/v1/staff/" + username, "{\"active\":false}");
    Map<String, String> jar = new HashMap<>();
    assertThat(logIn(username, jar)).isEqualTo("/login?sso=closed");
    assertThat(jar).doesNotContainKey("xiaoer_session");
    assertThat(lastAudit("login_failed").path("detail").asString())
        .endsWith("sso: account is closed");
  }

  @Test
  void anotherPersonWhoIsGivenTheNameDoesNotGetTheAccount() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    assertThat(logIn(username, new HashMap<>())).isEqualTo("/");
    directory.add("impostor", Map.of("preferred_username", username));
    assertThat(logIn("impostor", new HashMap<>())).isEqualTo("/login?sso=linked");
    directory.add(username, Map.of("preferred_username", "renamed"));
    assertThat(logIn(username, new HashMap<>())).as("known by what stays").isEqualTo("/");
    String path = "/api/v1/staff/" + username + "/sso";
    assertThat(asKey("DELETE", path, "").statusCode()).isEqualTo(204);
    assertThat(asKey("DELETE", path, "").statusCode()).isEqualTo(404);
    assertThat(logIn("impostor", new HashMap<>())).as("once it is free").isEqualTo("/");
  }

  @Test
  void theSecondFactorOfHereIsAskedForAllTheSame() {
    String username = add();
    String cookie = server.logIn(username);
    AuthenticatorApp app =
        new AuthenticatorApp(
            json(send(cookie, "POST", "/api/v1/me/totp", "")).path("secret").asString());
    InstantSource clock = server.bean("clock", InstantSource.class);
    String code = app.codeAt(clock.instant());
    JsonNode codes =
        json(send(cookie, "POST", "/api/v1/me/totp/confirm", "{\"code\":\"" + code + "\"}"));
    directory.add(username, Map.of("preferred_username", username));
    Map<String, String> jar = new HashMap<>();
    assertThat(location(get(back(start(jar, "/board"), username), jar)))
        .isEqualTo("/login?sso=second_factor&next=%2Fboard");
    assertThat(jar).doesNotContainKey("xiaoer_session");
    assertThat(get(server.url("/api/v1/session/second-factor"), jar).body())
        .isEqualTo("{\"second_factor\":[\"totp\",\"recovery_code\"]}");
    assertThat(get(server.url("/api/v1/session/second-factor"), Map.of()).statusCode())
        .isEqualTo(401);
    String recovery = codes.path("recovery_codes").path(0).asString();
    HttpResponse<String> in =
        send(
            header(jar),
            "POST",
            "/api/v1/session/second-factor",
            "{\"kind\":\"recovery_code\",\"code\":\"%s\"}".formatted(recovery));
    assertThat(in.statusCode()).as(in.body()).isEqualTo(204);
  }

  @Test
  void whatAnotherBrowserHasBegunIsNotFinishedHereAndNothingTwice() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    Map<String, String> theirs = new HashMap<>();
    URI back = back(start(theirs, "/"), username);
    assertThat(location(get(back, new HashMap<>()))).isEqualTo("/login?sso=expired");
    Map<String, String> mine = new HashMap<>();
    start(mine, "/");
    assertThat(location(get(back, mine))).as("another state").isEqualTo("/login?sso=expired");
    Map<String, String> kept = Map.copyOf(theirs);
    assertThat(location(get(back, theirs))).isEqualTo("/");
    assertThat(location(get(back, new HashMap<>(kept))))
        .as("the code was used")
        .isEqualTo("/login?sso=failed");
    URI other = back(start(theirs, "/"), username);
    assertThat(
            location(
                get(URI.create(other + "&iss=https%3A%2F%2Fevil.example"), new HashMap<>(theirs))))
        .isEqualTo("/login?sso=expired");
    String state = other.toString().replaceFirst(".*state=", "");
    assertThat(
            location(
                get(
                    server.url("/api/v1/session/sso/callback?error=access_denied&state=" + state),
                    new HashMap<>(theirs))))
        .isEqualTo("/login?sso=denied");
  }

  @Test
  void itLeadsToPagesOfOursOnly() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    for (String next :
        List.of("https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "x")) {
      Map<String, String> jar = new HashMap<>();
      assertThat(location(get(back(start(jar, next), username), jar))).as(next).isEqualTo("/");
    }
  }

  @Test
  void whoLogsOutLeavesTheDirectoryToo() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    Map<String, String> jar = new HashMap<>();
    logIn(username, jar);
    HttpResponse<String> left = send(header(jar), "POST", "/api/v1/session/sso/log-out", "");
    String url = json(left).path("url").asString();
    assertThat(url)
        .startsWith(directory.issuer() + "/connect/logout?id_token_hint=")
        .contains("post_logout_redirect_uri=");
    HttpResponse<String> there = get(URI.create(url), Map.of(), username);
    assertThat(there.statusCode()).isEqualTo(302);
    assertThat(location(there)).isEqualTo(server.url("/").toString());
    assertThat(
            json(send(server.logIn(username), "POST", "/api/v1/session/sso/log-out", ""))
                .path("url")
                .isNull())
        .as("who came by the password")
        .isTrue();
  }

  @Test
  void keysThatChangeAreAskedForAgain() {
    String username = add();
    directory.add(username, Map.of("preferred_username", username));
    assertThat(logIn(username, new HashMap<>())).isEqualTo("/");
    directory.changeKeys();
    assertThat(logIn(username, new HashMap<>())).isEqualTo("/");
  }

  private static String logIn(String username, Map<String, String> jar) {
    return location(get(back(start(jar, "/"), username), jar));
  }

  /** To the directory; {@code jar} has what the browser was given. */
  private static URI start(Map<String, String> jar, String next) {
    HttpResponse<String> begun = get(server.url("/api/v1/session/sso/start?next=" + next), jar);
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(302);
    assertThat(String.join(" ", begun.headers().allValues("Set-Cookie")))
        .contains("SameSite=Lax", "HttpOnly", "Path=/api/v1/session/sso");
    return URI.create(location(begun));
  }

  /** Logs in there, and is led back to. */
  private static URI back(URI there, String username) {
    HttpResponse<String> led = get(there, Map.of(), username);
    assertThat(led.statusCode()).as(led.body()).isEqualTo(302);
    assertThat(location(led)).doesNotContain("error=");
    return URI.create(location(led));
  }

  private static HttpResponse<String> get(URI url, Map<String, String> jar) {
    return get(url, jar, "");
  }

  private static HttpResponse<String> get(URI url, Map<String, String> jar, String username) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    if (!jar.isEmpty()) {
      request.header("Cookie", header(jar));
    }
    if (!username.isEmpty()) {
      request.header(AuthorizationServer.PERSON, username);
    }
    try {
      HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
      if (!(jar.isEmpty() && username.isEmpty()) || jar instanceof HashMap) {
        keep(answer, jar);
      }
      return answer;
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void keep(HttpResponse<String> answer, Map<String, String> jar) {
    if (jar instanceof HashMap) {
      answer
          .headers()
          .allValues("Set-Cookie")
          .forEach(cookie -> {
            String[] pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
            jar.put(pair[0], pair[1]);
          });
      jar.values().removeIf(String::isEmpty);
    }
  }

  private static String location(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Location")
        .orElseThrow(() -> new AssertionError(answer.statusCode() + " " + answer.body()));
  }

  private static JsonNode me(Map<String, String> jar) {
    return json(send(header(jar), "GET", "/api/v1/session", ""));
  }

  private static JsonNode lastAudit(String what) {
    return server.get("/api/v1/audit?limit=1&what=" + what).path("entries").path(0);
  }

  private static String add() {
    String username = "person" + people++;
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"role\":\"agent\",\"password\":\"%s\"}"
                .formatted(username, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    return username;
  }

  private static String header(Map<String, String> jar) {
    return jar.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  private static HttpResponse<String> send(String cookie, String method, String path, String json) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
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
