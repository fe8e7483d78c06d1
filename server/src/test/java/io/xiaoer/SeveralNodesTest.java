package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two servers on one PostgreSQL, as behind a load balancer. */
class SeveralNodesTest {
  /** The same for all nodes; each would else make one of its own. */
  private static final String SECRET_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  @TempDir Path folder;

  @Test
  void whatIsPushedToEitherNodeOrToBothIsInOneLogOnce() throws Exception {
    String[] shop = TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"));
    try (TestServer left = node("left", shop);
        TestServer right = node("right", shop);
        ExecutorService pushers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<TestPlatform> ways =
          List.of(
              new TestPlatform(left, "main", Mode.SECURE, Format.JSON),
              new TestPlatform(right, "main", Mode.SECURE, Format.JSON));
      List<Callable<HttpResponse<String>>> pushes = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        var message = TestPlatform.text("oNodes" + i % 7, TestPlatform.nextMsgId(), "text " + i);
        for (TestPlatform way : ways) {
          pushes.add(() -> way.push(message));
        }
      }
      for (Future<HttpResponse<String>> pushed : pushers.invokeAll(pushes)) {
        assertThat(pushed.get().body()).isEqualTo("success");
      }
      for (TestServer node : List.of(left, right)) {
        List<Long> places = new ArrayList<>();
        node.get("/api/v1/events").path("events").forEach(e -> places.add(e.path("seq").asLong()));
        assertThat(places)
            .containsExactlyElementsOf(Stream.iterate(1L, n -> n + 1).limit(200).toList());
      }
      awaitConversations(left, 7);
      awaitConversations(right, 7);
    }
  }

  @Test
  void anAnswerGivenOnOneNodeLeavesOnceAndTheOtherNodeTakesOverWhenTheFirstEnds() throws Exception {
    try (Platform platform = Platform.start();
        TestServer right = answering(platform)) {
      Customer customer = platform.customer("oNodes");
      customer.says("在吗");
      String conversation = awaitConversations(right, 1).path(0).path("id").asString();
      HttpResponse<String> answer =
          right.post(
              "/api/v1/conversations/" + conversation + "/messages",
              "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}");
      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(platform.awaitDelivered(customer, 1, Soon.AT_MOST)).hasSize(1);
      assertThat(platform.delivered(customer)).containsExactly("在的");
    }
  }

  /** The second of two nodes, when the first, which had the lease, has just ended. */
  private TestServer answering(Platform platform) {
    String[] settings = TestPlatform.settingsOf(platform);
    TestServer left = node("left", settings);
    TestServer right = node("right", settings);
    left.close();
    platform.pushTo(right.url("/callback/main"));
    return right;
  }

  @Test
  void anAnswerLeavesAtOnceHoweverTheClocksOfTheNodesDiffer() throws Exception {
    try (Platform platform = Platform.start();
        TestServer slow =
            skewed("slow", Duration.ofMinutes(-7), TestPlatform.settingsOf(platform));
        TestServer fast =
            skewed("fast", Duration.ofMinutes(13), TestPlatform.settingsOf(platform))) {
      platform.pushTo(slow.url("/callback/main"));
      Customer customer = platform.customer("oClocks");
      customer.says("在吗");
      String conversation = awaitConversations(fast, 1).path(0).path("id").asString();
      HttpResponse<String> answer =
          fast.post(
              "/api/v1/conversations/" + conversation + "/messages",
              "{\"client_id\":\"c1\",\"type\":\"text\",\"text\":{\"content\":\"在的\"}}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      // Far below the difference, far above what it takes.
      assertThat(platform.awaitDelivered(customer, 1, Duration.ofSeconds(60))).hasSize(1);
      Instant written = time(fast, conversation);
      assertThat(Duration.between(written, Instant.now()).abs()).isLessThan(Duration.ofMinutes(5));
    }
  }

  /** When the conversation's last message was written, by the clock of the node that took it. */
  private static Instant time(TestServer node, String conversation) {
    JsonNode messages =
        node.get("/api/v1/conversations/" + conversation + "/messages").path("messages");
    return Instant.parse(messages.path(messages.size() - 1).path("created_at").asString());
  }

  private TestServer skewed(String name, Duration by, String... settings) {
    return TestServer.start(
        folder.resolve(name),
        (bean, called) ->
            called.equals(Wiring.MACHINE_CLOCK) && bean instanceof InstantSource clock
                ? (InstantSource) () -> clock.instant().plus(by)
                : bean,
        settings(settings));
  }

  @Test
  void aNodeForPushesAndOneForTheDeskShareTheWork() throws Exception {
    String[] shop = TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9"));
    try (TestServer receive = node("receive", with(shop, "xiaoer.role=receive"));
        TestServer desk = node("desk", with(shop, "xiaoer.role=desk"))) {
      var message = TestPlatform.text("oRoles", TestPlatform.nextMsgId(), "在吗");

      assertThat(new TestPlatform(receive, "main", Mode.SECURE, Format.JSON).push(message).body())
          .isEqualTo("success");
      HttpResponse<String> misled =
          new TestPlatform(desk, "main", Mode.SECURE, Format.JSON).push(message);
      assertThat(misled.statusCode()).isEqualTo(503);
      assertThat(misled.body()).contains("xiaoer.role: desk");
      awaitConversations(desk, 1);
      for (String path : List.of("/api/v1/conversations", "/", "/login")) {
        assertThat(receive.send(HttpRequest.newBuilder(receive.url(path))).statusCode())
            .as(path)
            .isEqualTo(503);
      }
      assertThat(
              receive
                  .send(HttpRequest.newBuilder(receive.url("/actuator/health/readiness")))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aRoleWithoutSeveralNodesIsRefused() {
    assertThatThrownBy(() -> TestServer.start(folder.resolve("alone"), "xiaoer.role=receive"))
        .rootCause()
        .hasMessageContaining("xiaoer.role");
  }

  private static String[] with(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void aDatabaseThatAnswersBeforeItHasWrittenIsRefused() throws SQLException {
    try (Connection connection =
            Engine.connections(folder).open(io.xiaoer.store.PostgresConnections.Limits.MIGRATION);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER DATABASE %s SET synchronous_commit = off".formatted(connection.getCatalog()));
    }
    assertThatThrownBy(() -> node("left"))
        .rootCause()
        .hasMessageContaining("synchronous_commit=off");
  }

  @Test
  void aCodeOfAnAppOpensOnOneNodeAndOnNoOtherAgain() {
    try (TestServer left = node("left");
        TestServer right = node("right")) {
      String cookie = left.logIn("admin");
      JsonNode begun = json(post(left, "/api/v1/me/totp", cookie, ""));
      AuthenticatorApp app = new AuthenticatorApp(begun.path("secret").asString());
      InstantSource clock = left.bean("clock", InstantSource.class);
      String confirming = "{\"code\":\"%s\"}".formatted(app.codeAt(clock.instant()));
      assertThat(post(left, "/api/v1/me/totp/confirm", cookie, confirming).statusCode())
          .isEqualTo(200);
      left.bean("desk", Database.class)
          .write(jdbc -> jdbc.sql("UPDATE second_factor SET last_step = -1").update());
      String password =
          "{\"username\":\"admin\",\"password\":\"%s\"}".formatted(TestServer.PASSWORD);
      String begunLeft = loginCookie(post(left, "/api/v1/session", "", password));
      String begunRight = loginCookie(post(right, "/api/v1/session", "", password));
      String code = "{\"kind\":\"totp\",\"code\":\"%s\"}".formatted(app.codeAt(clock.instant()));
      assertThat(post(right, "/api/v1/session/second-factor", begunLeft, code).statusCode())
          .as("any node goes on with a log-in")
          .isEqualTo(204);
      assertThat(post(left, "/api/v1/session/second-factor", begunRight, code).statusCode())
          .as("the same code at the other one")
          .isEqualTo(403);
    }
  }

  private static String loginCookie(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private static HttpResponse<String> post(
      TestServer node, String path, String cookie, String json) {
    return node.send(
        HttpRequest.newBuilder(node.url(path))
            .header("Content-Type", "application/json")
            .header("Cookie", cookie.isEmpty() ? "none=1" : cookie)
            .POST(BodyPublishers.ofString(json)));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private TestServer node(String name, String... settings) {
    return TestServer.start(folder.resolve(name), settings(settings));
  }

  private String[] settings(String... settings) {
    return Stream.of(
            Stream.of(settings),
            Stream.of(Engine.POSTGRES.settings(folder)),
            Stream.of("xiaoer.secret-key=" + SECRET_KEY))
        .flatMap(lines -> lines)
        .toArray(String[]::new);
  }

  private static JsonNode awaitConversations(TestServer server, int count) {
    return Soon.await()
        .until(
            () -> server.get("/api/v1/conversations").path("conversations"),
            found -> found.size() == count);
  }
}
