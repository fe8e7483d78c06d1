package io.xiaoer.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xiaoer.Engine;
import io.xiaoer.TestPlatform;
import io.xiaoer.TestServer;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.simulator.envelope.Format;
import io.xiaoer.simulator.envelope.Mode;
import io.xiaoer.store.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
@Timeout(60)
class LiveTest {
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
            TestPlatform.settings(0, "main", Mode.SECURE, URI.create("http://127.0.0.1:9")));
    platform = new TestPlatform(server, "main", Mode.SECURE, Format.JSON);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    server.close();
  }

  @Test
  void aMessageIsOnTheConnectionAMomentLater() throws Exception {
    try (Browser browser = Browser.connect("")) {
      browser.next("hello");
      platform.push(TestPlatform.text("oLive", TestPlatform.nextMsgId(), "在吗"));
      JsonNode changes = browser.next("changes");
      assertThat(changes.path("messages").path(0).path("text").path("content").asString())
          .isEqualTo("在吗");
      assertThat(changes.path("conversations").path(0).path("unread").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whoWasAwayIsGivenWhatHeMissedAndNothingTwice() throws Exception {
    long seen;
    try (Browser browser = Browser.connect("")) {
      seen = browser.next("hello").path("seq").asLong();
    }
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      String id = TestPlatform.nextMsgId();
      sent.add(id);
      platform.push(TestPlatform.text("oAway", id, "条 " + i));
    }
    List<String> got = new ArrayList<>();
    try (Browser browser = Browser.connect("?after=" + seen)) {
      browser.next("hello");
      long last = seen;
      while (got.size() < sent.size()) {
        JsonNode frame = browser.next("changes");
        assertThat(frame.path("from").asLong()).as("no gap").isLessThanOrEqualTo(last);
        last = frame.path("seq").asLong();
        frame.path("messages").forEach(message -> got.add(message.path("msg_id").asString()));
      }
    }
    assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void aPingBehindTheTimesIsAnsweredWithWhatIsMissing() throws Exception {
    long before = server.get("/api/v1/conversations").path("seq").asLong();
    platform.push(TestPlatform.text("oPing", TestPlatform.nextMsgId(), "一"));
    try (Browser browser = Browser.connect("?after=" + (before + 1_000_000))) {
      browser.next("hello");
      assertThat(browser.next("reset").path("seq").asLong()).isGreaterThanOrEqualTo(before);
      while (server.get("/api/v1/conversations").path("seq").asLong() == before) {
        Thread.sleep(10);
      }
      browser.send("{\"type\":\"ping\",\"after\":" + before + "}");
      assertThat(browser.next("changes").path("messages")).isNotEmpty();
      long now = server.get("/api/v1/conversations").path("seq").asLong();
      assertThat(browser.next("pong").path("seq").asLong()).isEqualTo(now);
    }
  }

  @Test
  void whatIsReadAsAWholeIsNamedWhenItChanges() throws Exception {
    try (Browser browser = Browser.connect("")) {
      browser.next("hello");
      server
          .bean("desk", Database.class)
          .write(jdbc -> {
            ChangeFeed.noteTopic(jdbc, "phrases");
            return null;
          });
      server.bean("changeFeed", ChangeFeed.class).announce();
      JsonNode frame = browser.next("changes");
      assertThat(frame.path("topics").path(0).asString()).isEqualTo("phrases");
      assertThat(frame.path("conversations")).isEmpty();
      assertThat(frame.path("removed_messages")).isEmpty();
    }
  }

  @Test
  void nonsenseFromTheBrowserChangesNothing() throws Exception {
    try (Browser browser = Browser.connect("")) {
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
                .get(10, TimeUnit.SECONDS))
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void aPageOfAnotherSiteCannotConnect() {
    assertThatThrownBy(() ->
            HTTP.newWebSocketBuilder()
                .header("Authorization", "Bearer " + TestServer.API_KEY)
                .header("Origin", "https://evil.example")
                .buildAsync(socketUrl(""), new WebSocket.Listener() {})
                .get(10, TimeUnit.SECONDS))
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
            .get(10, TimeUnit.SECONDS);
    assertThat(socket.isInputClosed()).isFalse();
    socket.abort();
  }

  private static URI socketUrl(String query) {
    return URI.create(server.url("/api/v1/live" + query).toString().replaceFirst("http", "ws"));
  }

  /** A connection that keeps the frames it gets. */
  private static final class Browser implements AutoCloseable, WebSocket.Listener {
    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable WebSocket socket;

    static Browser connect(String query) throws Exception {
      Browser browser = new Browser();
      browser.socket =
          HTTP.newWebSocketBuilder()
              .header("Authorization", "Bearer " + TestServer.API_KEY)
              .buildAsync(socketUrl(query), browser)
              .get(10, TimeUnit.SECONDS);
      return browser;
    }

    /** The next frame of this type; others before it are passed over. */
    JsonNode next(String type) throws InterruptedException {
      while (true) {
        JsonNode frame = frames.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
          throw new AssertionError("no frame of type " + type + " within 10 s");
        }
        if (frame.path("type").asString().equals(type)) {
          return frame;
        }
      }
    }

    void send(String frame) throws Exception {
      Objects.requireNonNull(socket).sendText(frame, true).get(10, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        frames.add(JsonMapper.shared().readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void close() {
      Objects.requireNonNull(socket).abort();
    }
  }
}
