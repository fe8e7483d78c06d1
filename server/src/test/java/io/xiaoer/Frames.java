package io.xiaoer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A live connection that keeps the frames it gets. */
public final class Frames implements AutoCloseable, WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int SHOWN_MAX = 2_000;
  private static final long SECONDS_MAX = Soon.AT_MOST.toSeconds();

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private @Nullable WebSocket socket;

  /** With the key of the tests. */
  public static Frames connect(TestServer server, String query) throws Exception {
    return connect(server, query, "Authorization", "Bearer " + TestServer.API_KEY);
  }

  /** As who {@code header} says. */
  public static Frames connect(TestServer server, String query, String header, String value)
      throws Exception {
    Frames connection = new Frames();
    URI url = URI.create(server.url("/api/v1/live" + query).toString().replaceFirst("http", "ws"));
    connection.socket =
        HTTP.newWebSocketBuilder()
            .header(header, value)
            .buildAsync(url, connection)
            .get(SECONDS_MAX, TimeUnit.SECONDS);
    return connection;
  }

  /** All frames up to the first that holds {@code part}, as one text. */
  public String until(String part) throws InterruptedException {
    StringBuilder all = new StringBuilder();
    while (all.indexOf(part) < 0) {
      String frame = frames.poll(SECONDS_MAX, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError(
            "no frame with %s; the last were: %s"
                .formatted(part, all.substring(Math.max(0, all.length() - SHOWN_MAX))));
      }
      all.append(frame);
    }
    return all.toString();
  }

  /** The next frame, whatever it is. */
  public JsonNode next() throws InterruptedException {
    return next("", "no frame");
  }

  /** The next frame of this type; others before it are passed over. */
  public JsonNode next(String type) throws InterruptedException {
    return next(type, "no frame of type " + type);
  }

  private JsonNode next(String type, String missing) throws InterruptedException {
    while (true) {
      String text = frames.poll(SECONDS_MAX, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError(missing);
      }
      JsonNode frame = JsonMapper.shared().readTree(text);
      if (type.isEmpty() || frame.path("type").asString().equals(type)) {
        return frame;
      }
    }
  }

  /** Whether there is a frame, and not the connection's end. */
  public boolean isLetIn() {
    Soon.await().until(() -> !frames.isEmpty() || closed.isDone());
    return !closed.isDone();
  }

  public void send(String frame) throws Exception {
    Objects.requireNonNull(socket).sendText(frame, true).get(SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** The browser is closed without a word. */
  public void goes() {
    Objects.requireNonNull(socket).abort();
  }

  /** The close code, waited for; 0 when the connection is still open after {@code millis}. */
  public int closedWithin(long millis) throws Exception {
    try {
      return closed.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException stillOpen) {
      return 0;
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      frames.add(text.toString());
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void close() {
    goes();
  }
}
