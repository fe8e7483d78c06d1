package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger, a proxy and a browser are shown by the server as it is configured. */
class FromOutsideTest {
  @TempDir static Path data;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "env",
        "configprops",
        "beans",
        "heapdump",
        "threaddump",
        "loggers",
        "mappings",
        "sbom",
        "shutdown",
        "info",
        "metrics"
      })
  void ofTheActuatorOnlyHealthIsOpenAndNothingDangerousIsThere(String endpoint) {
    assertThat(status("/actuator/health/readiness", false)).isEqualTo(200);
    assertThat(status("/actuator/prometheus", false)).isEqualTo(401);
    assertThat(status("/actuator/" + endpoint, false)).isEqualTo(401);
    assertThat(status("/actuator/" + endpoint, true)).isEqualTo(404);
  }

  @Test
  void healthTellsAStrangerNothingButWhetherItIsWell() {
    HttpResponse<String> health =
        server.send(HttpRequest.newBuilder(server.url("/actuator/health/readiness")));
    assertThat(health.body()).isEqualTo("{\"status\":\"UP\"}");
  }

  @Test
  void overTlsTheCookieIsSecureAndTheBrowserStaysWithTls() {
    HttpResponse<String> login =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/session"))
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-For", "203.0.113.7")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"username\":\"admin\",\"password\":\"" + TestServer.PASSWORD + "\"}")));
    assertThat(login.statusCode()).isEqualTo(204);
    assertThat(login.headers().firstValue("Set-Cookie").orElseThrow()).contains("; Secure");
    assertThat(login.headers().firstValue("Strict-Transport-Security").orElseThrow())
        .contains("max-age=31536000");
  }

  @Test
  void answersOfTheApiAreKeptInNoCache() {
    HttpResponse<String> answer =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/conversations"))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
  }

  @Test
  void anAddressThatIsNoneShowsAPersonTheDeskAndAProgramAProblem() {
    String browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    HttpResponse<String> page = get("/no/such/page", browser);
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(contentType(page)).isEqualTo(contentType(get("/login", browser)));
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self'");
    for (HttpResponse<String> problem :
        List.of(
            get("/no/such/page", "*/*"),
            get("/assets/none.js", browser),
            get("/api/v1/none", browser))) {
      assertThat(problem.statusCode()).as(problem.uri().getPath()).isEqualTo(404);
      assertThat(contentType(problem)).contains("application/problem+json");
    }
  }

  private static HttpResponse<String> get(String path, String accept) {
    return server.send(
        HttpRequest.newBuilder(server.url(path))
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Accept", accept));
  }

  private static String contentType(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("none");
  }

  private static int status(String path, boolean withKey) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.url(path));
    if (withKey) {
      request.header("Authorization", "Bearer " + TestServer.API_KEY);
    }
    return server.send(request).statusCode();
  }
}
