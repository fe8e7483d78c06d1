package io.xiaoer.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Customers come to two nodes on one PostgreSQL, and people have their pages from either. */
class TwoNodesTest {
  private static final String SECRET_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  private static final int CUSTOMERS = 200;

  @TempDir Path folder;
  private @Nullable Frames page;

  @Test
  void tA4NobodyGetsMoreThanTheCeilingAndTheOtherNodeGoesOnWhenOneEnds() throws Exception {
    try (TestServer right = afterTheOtherHasEnded()) {
      close(right, "lan");
      Soon.await()
          .alias("the node that is left goes on")
          .until(() -> assigned(right).contains("lan"));
      assertThat(assigned(right)).doesNotHaveDuplicates();
    }
  }

  /**
   * The second of two nodes, when each of two people has a customer and the first node has ended.
   */
  private TestServer afterTheOtherHasEnded() throws Exception {
    TestServer right;
    try (TestServer left = node("left")) {
      right = node("right");
      rule(right, 1);
      add(right, "mei");
      add(right, "lan");
      page = comes(right, "lan");
      try (Frames _ = comes(left, "mei")) {
        Soon.await()
            .alias("either node knows of both")
            .until(() -> isConnected(left, "lan") && isConnected(right, "mei"));
        rush(left, right);
        Soon.await().until(() -> assigned(right).size() == 2);
        Soon.await().until(() -> conversations(right).size() == CUSTOMERS);
        assertThat(assigned(right)).containsExactlyInAnyOrder("mei", "lan");
      }
    }
    return right;
  }

  @AfterEach
  void closePage() throws Exception {
    if (page != null) {
      page.close();
    }
  }

  private TestServer node(String name) {
    return TestServer.start(
        folder.resolve(name),
        Stream.of(
                TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")),
                Engine.POSTGRES.settings(folder),
                new String[] {"xiaoer.secret-key=" + SECRET_KEY})
            .flatMap(Stream::of)
            .toArray(String[]::new));
  }

  private static void rush(TestServer left, TestServer right) throws Exception {
    List<TestPlatform> ways =
        List.of(
            new TestPlatform(left, "main", Mode.SECURE, Format.JSON),
            new TestPlatform(right, "main", Mode.SECURE, Format.JSON));
    try (var pushers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<HttpResponse<String>>> pushes = new ArrayList<>();
      for (int i = 0; i < CUSTOMERS; i++) {
        TestPlatform way = ways.get(i % 2);
        var message = TestPlatform.text("oRush" + i, TestPlatform.nextMsgId(), "在吗");
        pushes.add(() -> way.push(message));
      }
      for (Future<HttpResponse<String>> pushed : pushers.invokeAll(pushes)) {
        assertThat(pushed.get().body()).isEqualTo("success");
      }
    }
  }

  private static void rule(TestServer server, int ceiling) {
    HttpResponse<String> set =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/shops/main/assignment"))
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Content-Type", "application/json")
                .PUT(
                    BodyPublishers.ofString(
                        "{\"mode\":\"automatic\",\"ceiling\":%s}".formatted(ceiling))));
    assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
  }

  private static void add(TestServer server, String username) {
    HttpResponse<String> added =
        server.post(
            "/api/v1/staff",
            "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, TestServer.PASSWORD));
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
  }

  private static Frames comes(TestServer server, String username) throws Exception {
    String session = server.logIn(username);
    HttpResponse<String> state =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/me/state"))
                .header("Cookie", session)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"state\":\"online\"}")));
    assertThat(state.statusCode()).isEqualTo(204);
    return Frames.connect(server, "", "Cookie", session);
  }

  private static boolean isConnected(TestServer server, String username) {
    return server
        .get("/api/v1/colleagues")
        .path("colleagues")
        .valueStream()
        .anyMatch(one ->
            one.path("username").asString().equals(username)
                && one.path("presence").asString().equals("connected"));
  }

  private static List<JsonNode> conversations(TestServer server) {
    return server
        .get("/api/v1/conversations?limit=200")
        .path("conversations")
        .valueStream()
        .toList();
  }

  /** Who has an open conversation, as often as they have. */
  private static List<String> assigned(TestServer server) {
    return conversations(server).stream()
        .filter(one -> one.path("open").asBoolean() && !one.path("assignee").isNull())
        .map(one -> one.path("assignee").path("username").asString())
        .toList();
  }

  private static void close(TestServer server, String username) {
    String id =
        conversations(server).stream()
            .filter(one -> one.path("assignee").path("username").asString("").equals(username))
            .findFirst()
            .orElseThrow()
            .path("id")
            .asString();
    assertThat(server.post("/api/v1/conversations/" + id + "/close", "{}").statusCode())
        .isEqualTo(200);
  }
}
