package io.xiaoer.staff;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first account, made by the link that a start without one prints. */
class FirstAdministratorTest {
  private static final Pattern LINK =
      Pattern.compile("Set up: http://127\\.0\\.0\\.1:(\\d+)/set-up#(\\S+) ");
  private static final String PASSWORD = "four unrelated words, a sentence";

  @TempDir Path data;
  @TempDir Path beside;

  /** A started server, with everything that its start has printed. */
  private record Started(TestServer server, String printed) implements AutoCloseable {
    List<String> secrets() {
      return LINK.matcher(printed).results().map(found -> found.group(2)).toList();
    }

    String secret() {
      assertThat(secrets()).as(printed).hasSize(1);
      return secrets().getFirst();
    }

    HttpResponse<String> look(String secret) {
      return post("/api/v1/set-up/link", "{\"secret\":\"%s\"}".formatted(secret));
    }

    HttpResponse<String> make(String secret, String username, String password) {
      return post(
          "/api/v1/set-up/administrator",
          "{\"secret\":\"%s\",\"username\":\"%s\",\"name\":\"店长\",\"password\":\"%s\"}"
              .formatted(secret, username, password));
    }

    HttpResponse<String> post(String path, String json) {
      return server.send(
          HttpRequest.newBuilder(server.url(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> get(String path, String cookie) {
      return server.send(HttpRequest.newBuilder(server.url(path)).header("Cookie", cookie));
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static Started started(Supplier<TestServer> start) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      TestServer server = start.get();
      return new Started(server, printed.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(console);
    }
  }

  private Started started(Engine engine) {
    return started(() -> TestServer.startAnew(engine, data, FirstAdministratorTest::asItIs));
  }

  private static Object asItIs(Object bean, String name) {
    return bean;
  }

  private static String cookie(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").getFirst().replaceFirst(";.*", "");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoHasTheLinkMakesTheFirstAccountAndIsLoggedInAndTheLinkIsOver(Engine engine) {
    String secret;
    try (Started first = started(engine)) {
      secret = first.secret();
      assertThat(secret).hasSizeGreaterThanOrEqualTo(43);
      assertThat(first.get("/api/v1/session", "").body()).contains("\"no_account_yet\"");
      assertThat(first.look(secret).body()).contains("\"min_characters\":15", "\"valid_until\"");

      HttpResponse<String> made = first.make(secret, "boss", PASSWORD);
      assertThat(made.statusCode()).as(made.body()).isEqualTo(204);
      String cookie = cookie(made);
      assertThat(first.get("/api/v1/session", cookie).body())
          .contains("\"username\":\"boss\"", "\"name\":\"店长\"", "\"role\":\"administrator\"");
      assertThat(first.get("/api/v1/audit", cookie).body())
          .contains("\"staff_added\"", "by the link of the start")
          .doesNotContain(secret);

      assertOver(first, secret, cookie);
    }
    try (Started again = started(engine)) {
      assertThat(again.secrets()).isEmpty();
      assertOver(again, secret, "");
    }
  }

  /** As an address that is none: 401 for a stranger, 404 for who is logged in. */
  private static void assertOver(Started started, String secret, String cookie) {
    assertThat(started.get("/api/v1/session", "").body()).contains("\"not_logged_in\"");
    for (String path : List.of("/api/v1/set-up/link", "/api/v1/set-up/administrator")) {
      String body =
          "{\"secret\":\"%s\",\"username\":\"eve\",\"password\":\"%s\"}"
              .formatted(secret, PASSWORD);
      HttpResponse<String> stranger = started.post(path, body);
      HttpResponse<String> nowhere = started.post("/api/v1/no-such-address", body);
      assertThat(stranger.statusCode()).isEqualTo(nowhere.statusCode()).isEqualTo(401);
      assertThat(stranger.body()).isEqualTo(nowhere.body());
      if (!cookie.isEmpty()) {
        HttpResponse<String> known =
            started.server.send(
                HttpRequest.newBuilder(started.server.url(path))
                    .header("Cookie", cookie)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
        assertThat(known.statusCode()).isEqualTo(404);
        assertThat(known.body()).contains("\"no_such_address\"");
      }
    }
  }

  @Test
  void aConfiguredAdministratorLeavesNothingOfIt() {
    try (Started configured =
        started(() ->
            TestServer.startAnew(
                Engine.SQLITE,
                data,
                FirstAdministratorTest::asItIs,
                "xiaoer.admin.password=" + PASSWORD))) {
      assertThat(configured.secrets()).isEmpty();
      assertOver(configured, "anything", "");
    }
  }

  @Test
  void eachStartHasALinkOfItsOwnAndTheOneBeforeIsWrong() {
    String before;
    try (Started first = started(Engine.SQLITE)) {
      before = first.secret();
    }
    try (Started again = started(Engine.SQLITE)) {
      assertThat(again.secret()).isNotEqualTo(before);
      assertThat(again.look(before).body()).contains("\"set_up_link_wrong\"");
      assertThat(again.make(before, "boss", PASSWORD).body()).contains("\"set_up_link_wrong\"");
      assertThat(again.look(again.secret()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theLinkEndsByItselfAndWrongOnesAreSlowedDown() {
    var late = new AtomicReference<>(Duration.ZERO);
    BiFunction<Object, String, Object> clock =
        (bean, name) ->
            name.equals("clock") && bean instanceof InstantSource real
                ? (InstantSource) () -> real.instant().plus(late.get())
                : bean;
    try (Started first = started(() -> TestServer.startAnew(Engine.SQLITE, data, clock))) {
      String secret = first.secret();
      late.set(FirstAdministrator.LINK_LENGTH.minusMinutes(1));
      assertThat(first.look(secret).statusCode()).isEqualTo(200);
      late.set(FirstAdministrator.LINK_LENGTH);
      assertThat(first.look(secret).statusCode()).isEqualTo(403);
      assertThat(first.make(secret, "boss", PASSWORD).body()).contains("\"set_up_link_expired\"");
      assertThat(first.look("wrong").body()).contains("\"set_up_link_wrong\"");

      late.set(Duration.ZERO);
      for (int i = 0; i < 5; i++) {
        first.look("guess-" + i);
      }
      HttpResponse<String> slowed = first.look(secret);
      assertThat(slowed.statusCode()).isEqualTo(429);
      assertThat(slowed.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void aNameOrPasswordThatIsNotTakenLeavesTheLinkAsItIs() {
    try (Started first = started(Engine.SQLITE)) {
      String secret = first.secret();
      assertThat(first.make(secret, "boss", "too short").body()).contains("\"password_too_short\"");
      assertThat(first.make(secret, "boss", "passwordpassword").body())
          .contains("\"password_guessable\"");
      assertThat(first.make(secret, "b/s", PASSWORD).body()).contains("\"username_invalid\"");
      assertThat(
              first
                  .post("/api/v1/set-up/administrator", "{\"secret\":\"%s\"}".formatted(secret))
                  .statusCode())
          .isEqualTo(400);
      assertThat(first.post("/api/v1/set-up/link", "{}").statusCode()).isEqualTo(400);
      assertThat(first.make(secret, "boss", PASSWORD).statusCode()).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void ofSeveralAtOnceExactlyOneWins(Engine engine) throws Exception {
    try (Started one = started(engine)) {
      List<Started> nodes = new ArrayList<>(List.of(one, one, one));
      Started two =
          engine == Engine.POSTGRES
              ? started(() ->
                  TestServer.startAnewBeside(
                      data, beside, "xiaoer.secret-key-file=" + data.resolve("secret.key")))
              : one;
      nodes.addAll(List.of(two, two, two));
      List<Callable<HttpResponse<String>>> tries = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        Started node = nodes.get(i);
        String username = "boss" + i;
        tries.add(() -> node.make(node.secret(), username, PASSWORD));
      }
      List<HttpResponse<String>> answers = new ArrayList<>();
      try (ExecutorService people = Executors.newFixedThreadPool(tries.size())) {
        for (Future<HttpResponse<String>> answer : people.invokeAll(tries)) {
          answers.add(answer.get());
        }
      }
      List<Integer> statuses = answers.stream().map(HttpResponse::statusCode).toList();
      assertThat(statuses).containsOnlyOnce(204);
      assertThat(statuses).allMatch(status -> status == 204 || status == 404 || status == 401);
      String winner = cookie(answers.get(statuses.indexOf(204)));
      assertThat(one.get("/api/v1/staff", winner).body()).containsOnlyOnce("\"username\"");
      if (!two.equals(one)) {
        two.close();
      }
    }
  }
}
