package io.xiaoer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.simulator.Customer;
import io.xiaoer.simulator.Platform;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.simulator.shop.Shop;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two servers on one PostgreSQL, as behind a load balancer. */
@Timeout(120)
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
      assertThat(platform.awaitDelivered(customer, 1, Duration.ofSeconds(20))).hasSize(1);
      assertThat(platform.delivered(customer)).containsExactly("在的");
    }
  }

  /** The second of two nodes, when the first, which had the lease, has just ended. */
  private TestServer answering(Platform platform) {
    Shop shop = platform.shop();
    String[] settings = {
      "xiaoer.shops[0].id=main",
      "xiaoer.shops[0].user-name=" + shop.userName(),
      "xiaoer.shops[0].app-id=" + shop.appId(),
      "xiaoer.shops[0].app-secret=" + shop.appSecret(),
      "xiaoer.shops[0].token=" + shop.token(),
      "xiaoer.shops[0].encoding-aes-key=" + shop.encodingAesKey(),
      "xiaoer.shops[0].api-base-url=" + platform.baseUrl()
    };
    TestServer left = node("left", settings);
    TestServer right = node("right", settings);
    left.close();
    platform.pushTo(right.url("/callback/main"));
    return right;
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

  private TestServer node(String name, String... settings) {
    return TestServer.start(
        folder.resolve(name),
        Stream.of(
                Stream.of(settings),
                Stream.of(Engine.POSTGRES.settings(folder)),
                Stream.of("xiaoer.secret-key=" + SECRET_KEY))
            .flatMap(lines -> lines)
            .toArray(String[]::new));
  }

  private static JsonNode awaitConversations(TestServer server, int count)
      throws InterruptedException {
    JsonNode found = server.get("/api/v1/conversations").path("conversations");
    for (int i = 0; i < 200 && found.size() < count; i++) {
      Thread.sleep(100);
      found = server.get("/api/v1/conversations").path("conversations");
    }
    assertThat(found).hasSize(count);
    return found;
  }
}
