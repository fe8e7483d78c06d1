package io.xiaoer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.Frames;
import io.xiaoer.Soon;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** The live connection of a running server. */
@ParameterizedClass
@EnumSource(Engine.class)
class LiveTest {
  private static final String KEY_OF_MANY = "0123456789abcdef-many";
  private static final long CLOSED_WITHIN_MS = 20_000;

  /** Twice the time after which it is looked up. */
  private static final long LOOKED_UP_WITHIN_MS = 30_000;

  @Parameter Engine engine;

  @TempDir static Path data;
  private static TestServer server;
  private static TestPlatform platform;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    server =
        TestServer.start(
            engine,
            data.resolve(engine.name()),
            Stream.of(
                    TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")),
                    new String[] {
                      "xiaoer.api-keys[1].name=many", "xiaoer.api-keys[1].key=" + KEY_OF_MANY
                    })
                .flatMap(Arrays::stream)
                .toArray(String[]::new));
    platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aMessageIsOnTheConnectionAMomentLater() throws Exception {
    try (Frames browser = Frames.connect(server, "")) {
      browser.next("hello");
      platform.push(TestPlatform.text("oLive", TestPlatform.nextMsgId(), "在吗"));
      JsonNode changes = changesWith(browser, "oLive");
      assertThat(changes.path("messages").findValuesAsString("content")).contains("在吗");
      assertThat(changes.path("conversations").valueStream())
          .filteredOn(one -> one.path("open_id").asString().equals("oLive"))
          .singleElement()
          .satisfies(one -> assertThat(one.path("unread").asInt()).isEqualTo(1));
    }
  }

  /** The first frame with a word in it; what came before may be in earlier ones. */
  private static JsonNode changesWith(Frames browser, String word) throws InterruptedException {
    JsonNode changes = browser.next("changes");
    while (!changes.toString().contains("\"" + word + "\"")) {
      changes = browser.next("changes");
    }
    return changes;
  }

  @Test
  void whoWasAwayIsGivenWhatHeMissedAndNothingTwice() throws Exception {
    long seen;
    try (Frames browser = Frames.connect(server, "")) {
      seen = browser.next("hello").path("seq").asLong();
    }
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      String id = TestPlatform.nextMsgId();
      sent.add(id);
      platform.push(TestPlatform.text("oAway", id, "条 " + i));
    }
    List<String> got = new ArrayList<>();
    try (Frames browser = Frames.connect(server, "?after=" + seen)) {
      browser.next("hello");
      long last = seen;
      while (got.size() < sent.size()) {
        JsonNode frame = browser.next("changes");
        assertThat(frame.path("from").asLong()).as("no gap").isLessThanOrEqualTo(last);
        last = frame.path("seq").asLong();
        // The first frame may begin a little before the place that was asked for.
        frame
            .path("messages")
            .valueStream()
            .map(message -> message.path("msg_id").asString())
            .filter(sent::contains)
            .forEach(got::add);
      }
    }
    assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void aPingBehindTheTimesIsAnsweredWithWhatIsMissing() throws Exception {
    long before = server.get("/api/v1/conversations").path("seq").asLong();
    platform.push(TestPlatform.text("oPing", TestPlatform.nextMsgId(), "一"));
    try (Frames browser = Frames.connect(server, "?after=" + (before + 1_000_000))) {
      browser.next("hello");
      assertThat(browser.next("reset").path("seq").asLong()).isGreaterThanOrEqualTo(before);
      Soon.await().until(() -> server.get("/api/v1/conversations").path("seq").asLong() > before);
      browser.send("{\"type\":\"ping\",\"after\":" + before + "}");
      assertThat(browser.next("changes").path("messages")).isNotEmpty();
      long now = server.get("/api/v1/conversations").path("seq").asLong();
      assertThat(browser.next("pong").path("seq").asLong()).isEqualTo(now);
    }
  }

  @Test
  void whatIsReadAsAWholeIsNamedWhenItChanges() throws Exception {
    try (Frames browser = Frames.connect(server, "")) {
      browser.next("hello");
      server
          .bean("desk", Database.class)
          .write(jdbc -> {
            ChangeFeed.noteTopic(jdbc, "phrases");
            return null;
          });
      server.bean("changeFeed", ChangeFeed.class).announce();
      JsonNode frame = changesWith(browser, "phrases");
      assertThat(frame.path("topics").valueStream().map(JsonNode::asString)).contains("phrases");
      assertThat(frame.path("conversations").findValuesAsString("id")).doesNotContain("0");
      assertThat(frame.path("removed_messages")).isEmpty();
    }
  }

  @Test
  void aBrowserFarBehindIsToldToReadItsListsAgain() throws Exception {
    long before = server.get("/api/v1/conversations").path("seq").asLong();
    server
        .bean("desk", Database.class)
        .write(jdbc -> {
          for (int i = 0; i <= LiveFeed.BEHIND_MAX; i++) {
            ChangeFeed.noteTopic(jdbc, "phrases");
          }
          return null;
        });
    server.bean("changeFeed", ChangeFeed.class).announce();
    boolean heard = false;
    for (int tries = 0; !heard && tries < 500; tries++) { // until the feed knows of it
      try (Frames browser = Frames.connect(server, "?after=" + before)) {
        heard =
            browser.next("hello").path("seq").asLong() > before + LiveFeed.BEHIND_MAX
                && browser.next().path("type").asString().equals("reset");
        if (heard) {
          platform.push(TestPlatform.text("oBehind", TestPlatform.nextMsgId(), "weiter"));
          assertThat(browser.next("changes").path("messages")).isNotEmpty();
        }
      }
    }
    assertThat(heard).isTrue();
  }

  @Test
  void oneCallerHasOnlySoManyConnections() throws Exception {
    List<Frames> open = new ArrayList<>();
    try {
      for (int i = 0; i < LiveHandler.CONNECTIONS_EACH_MAX; i++) {
        open.add(asMany());
        open.getLast().next("hello");
      }
      try (Frames oneMore = asMany()) {
        assertThat(oneMore.closedWithin(CLOSED_WITHIN_MS)).isEqualTo(4429);
      }
      try (Frames other = Frames.connect(server, "")) {
        other.next("hello"); // who has another key is not affected
      }
      open.removeLast().close();
      Soon.await()
          .alias("the end was noticed")
          .until(() -> {
            open.add(asMany());
            return open.getLast().isLetIn();
          });
    } finally {
      open.forEach(Frames::close);
    }
  }

  private static Frames asMany() throws Exception {
    return Frames.connect(server, "", "Authorization", "Bearer " + KEY_OF_MANY);
  }

  @Test
  void aSessionThatEndedUnheardIsFoundByTime() throws Exception {
    try (Frames browser = Frames.connect(server, "", "Cookie", server.logIn("admin"))) {
      browser.next("hello");
      server
          .bean("desk", Database.class)
          .write(jdbc -> jdbc.sql("DELETE FROM session").update()); // by a node we do not hear
      assertThat(browser.closedWithin(LOOKED_UP_WITHIN_MS)).isEqualTo(4401);
    }
  }

  @Test
  void aBrowserThatFloodsUsIsClosed() throws Exception {
    try (Frames browser =
        Frames.connect(server, "", "Authorization", "Bearer " + TestServer.API_KEY)) {
      browser.next("hello");
      for (int i = 0; i < 5_000 && browser.closedWithin(0) == 0; i++) {
        try {
          browser.send("{\"type\":\"ping\",\"after\":0}");
        } catch (Exception alreadyClosed) {
          break;
        }
      }
      assertThat(browser.closedWithin(CLOSED_WITHIN_MS)).isEqualTo(4429);
    }
  }

  @Test
  void nonsenseFromTheBrowserChangesNothing() throws Exception {
    try (Frames browser = Frames.connect(server, "")) {
      browser.next("hello");
      browser.send("nonsense");
      browser.send("{\"type\":\"ping\",\"after\":\"x\"}");
      browser.next("pong");
    }
  }

  @Test
  void withoutACallerThereIsNoConnection() {
    assertThatThrownBy(() ->
            HTTP.newWebSocketBuilder()
                .buildAsync(socketUrl(""), new WebSocket.Listener() {})
                .get(1, TimeUnit.MINUTES))
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void aPageOfAnotherSiteCannotConnect() {
    assertThatThrownBy(() ->
            HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Origin", "https://evil.example")
                .buildAsync(socketUrl(""), new WebSocket.Listener() {})
                .get(1, TimeUnit.MINUTES))
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void ourOwnPageBehindAProxyThatSpeaksTlsConnects() throws Exception {
    String host = server.url("").getAuthority();
    WebSocket socket =
        HTTP.newWebSocketBuilder()
            .header("Authorization", "Bearer " + TestServer.API_KEY)
            .header("Origin", "https://" + host)
            .buildAsync(socketUrl(""), new WebSocket.Listener() {})
            .get(1, TimeUnit.MINUTES);
    assertThat(socket.isInputClosed()).isFalse();
    socket.abort();
  }

  @Test
  void aParameterThatThereIsNotIsRefusedAndNamed() {
    HttpResponse<String> refused =
        server.send(
            HttpRequest.newBuilder(server.url("/api/v1/live?after=1&afer=2"))
                .header("Authorization", "Bearer " + TestServer.API_KEY));
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    JsonNode problem = JsonMapper.shared().readTree(refused.body());
    assertThat(problem.path("reason").asString()).isEqualTo("unknown_parameter");
    assertThat(problem.path("errors").path(0).path("field").asString()).isEqualTo("afer");
    assertThat(problem.path("errors").path(0).path("allowed").path(0).asString())
        .isEqualTo("after");
    assertThatThrownBy(() -> Frames.connect(server, "?afer=2").close())
        .hasMessageContaining("WebSocketHandshakeException");
  }

  private static URI socketUrl(String query) {
    return URI.create(server.url("/api/v1/live" + query).toString().replaceFirst("http", "ws"));
  }
}
