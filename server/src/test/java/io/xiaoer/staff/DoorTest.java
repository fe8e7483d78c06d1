package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Routes;
import io.xiaoer.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let in, and who is not. */
@ParameterizedClass
@EnumSource(Engine.class)
class DoorTest {
  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server = TestServer.start(engine, data.resolve(engine.name()));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteOfTheApiWantsACallerButTheLoginAndTheDescription() {
    List<String> open =
        Routes.of(server).stream().filter(route -> status(route) != 401).sorted().toList();
    assertThat(open)
        .containsExactly(
            "GET /api/v1/docs",
            "GET /api/v1/docs.css",
            "GET /api/v1/openapi.json",
            "GET /api/v1/session/sso/callback",
            "GET /api/v1/session/sso/start",
            "GET /api/v1/session/ways",
            "POST /api/v1/session",
            "POST /api/v1/session/passkey",
            "POST /api/v1/session/passkey/options");
  }

  private static int status(String route) {
    String[] parts = route.split(" ", 2);
    return server
        .send(
            HttpRequest.newBuilder(server.url(parts[1].replaceAll("\\{[^}]*}", "1")))
                .header("Content-Type", "application/json")
                .method(parts[0], BodyPublishers.ofString("{}")))
        .statusCode();
  }

  @Test
  void theRightPasswordGivesACookieThatOpensAndLoggingOutEndsIt() {
    HttpResponse<String> login = logIn("admin", TestServer.PASSWORD);
    assertThat(login.statusCode()).isEqualTo(204);
    String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
    String value = cookie.substring(0, cookie.indexOf(';'));

    assertThat(with("GET", "/api/v1/conversations", value).statusCode()).isEqualTo(200);
    assertThat(with("GET", "/api/v1/session", value).body()).contains("\"username\":\"admin\"");
    assertThat(with("DELETE", "/api/v1/session", value).statusCode()).isEqualTo(204);
    assertThat(with("GET", "/api/v1/conversations", value).statusCode()).isEqualTo(401);
  }

  @Test
  void aPageOfAnotherSiteCannotActForSomebodyLoggedIn() {
    String cookie = cookie();
    for (String[] header :
        new String[][] {
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"},
          {"Origin", "https://evil.example"},
          {"Origin", "null"}
        }) {
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(server.url("/api/v1/session"))
                  .header("Cookie", cookie)
                  .header(header[0], header[1])
                  .DELETE());
      assertThat(answer.statusCode()).as("%s: %s", header[0], header[1]).isEqualTo(403);
    }
    assertThat(with("GET", "/api/v1/session", cookie).statusCode()).isEqualTo(200);
  }

  @Test
  void theSameSiteMayAct() {
    String origin = server.url("").toString();
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/session"))
                .header("Cookie", cookie())
                .header("Origin", origin)
                .DELETE());
    assertThat(answer.statusCode()).isEqualTo(204);
  }

  @Test
  void aPageThatShowsAnotherAccountThanTheCookiesIsRefused() {
    String cookie = cookie();
    for (String other : List.of("li.wei", "Admin", "admin%20", "%E6%9D%8E", "%zz", "")) {
      HttpResponse<String> answer = asPageOf(other, cookie);
      assertThat(answer.statusCode()).as(other).isEqualTo(401);
      assertThat(answer.body()).as(other).contains("\"reason\":\"other_account\"");
    }
    assertThat(asPageOf("admin", cookie).statusCode()).isEqualTo(200);
    assertThat(asPageOf("%61dmin", cookie).statusCode()).isEqualTo(200);
    assertThat(with("GET", "/api/v1/session", cookie).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> asPageOf(String account, String cookie) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/conversations"))
            .header("Cookie", cookie)
            .header(AccountFilter.HEADER, account));
  }

  @Test
  void whoFailsUnderSomebodysNameDoesNotLockThemOut() {
    String device = "";
    for (String cookie : logIn("admin", TestServer.PASSWORD).headers().allValues("Set-Cookie")) {
      if (cookie.startsWith("xiaoer_device=")) {
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/api/v1/session");
        device = cookie.substring(0, cookie.indexOf(';'));
      }
    }
    for (int i = 0; i < 5; i++) {
      assertThat(from("203.0.113.7", "", "wrong" + i)).isEqualTo(401);
    }
    assertThat(from("203.0.113.7", "", TestServer.PASSWORD)).as("guessed there").isEqualTo(429);
    assertThat(from("203.0.113.7", "xiaoer_device=AQ" + "A".repeat(80), TestServer.PASSWORD))
        .as("a cookie that somebody made")
        .isEqualTo(429);
    assertThat(from("203.0.113.8", "", TestServer.PASSWORD)).as("elsewhere").isEqualTo(204);
    assertThat(from("203.0.113.7", device, TestServer.PASSWORD)).as("known").isEqualTo(204);
  }

  private static int from(String address, String cookie, String password) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url("/api/v1/session"))
            .header("Content-Type", "application/json")
            .header("X-Forwarded-For", address)
            .POST(
                BodyPublishers.ofString(
                    "{\"username\":\"admin\",\"password\":\"%s\"}".formatted(password)));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return server.send(request).statusCode();
  }

  @Test
  void whoGuessesIsToldToWaitEvenWithTheRightPassword() {
    for (int i = 0; i < 5; i++) {
      assertThat(logIn("guessed", "wrong" + i).statusCode()).isEqualTo(401);
    }
    HttpResponse<String> sixth = logIn("guessed", "wrong");
    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(sixth.body()).contains("\"reason\":\"too_many_tries\"");
    assertThat(sixth.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 301L);
    assertThat(cookie()).as("others may still log in").isNotEmpty();
  }

  @Test
  void aWrongKeyAndABrokenBodyAreRefusedWithProblemDetails() {
    HttpResponse<String> wrongKey =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/events"))
                .header("Authorization", "Bearer 0123456789abcdef-other"));
    assertThat(wrongKey.statusCode()).isEqualTo(401);
    assertThat(wrongKey.headers().firstValue("Content-Type")).contains("application/problem+json");
    HttpResponse<String> broken = server.post("/api/v1/session", "{\"username\": secret-word");
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(broken.body()).doesNotContain("secret-word");
  }

  @Test
  void pagesCarryAStrictContentSecurityPolicy() {
    HttpResponse<String> page = server.send(HttpRequest.newBuilder(server.url("/login")));
    String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertThat(policy).contains("script-src 'self'").doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  private static String cookie() {
    String cookie =
        logIn("admin", TestServer.PASSWORD).headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static HttpResponse<String> logIn(String username, String password) {
    return server.send(
        HttpRequest.newBuilder(server.url("/api/v1/session"))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password))));
  }

  private static HttpResponse<String> with(String method, String path, String cookie) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Cookie", cookie)
            .method(method, BodyPublishers.noBody()));
  }
}
