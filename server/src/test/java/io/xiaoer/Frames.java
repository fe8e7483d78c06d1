package io.xiaoer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A live connection that keeps the frames it gets. */
public final class Frames implements AutoCloseable, WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int SECONDS_MAX = 10;

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private volatile int closeCode;
  private @Nullable WebSocket socket;

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
        throw new AssertionError("no frame with " + part + "; there were: " + all);
      }
      all.append(frame);
    }
    return all.toString();
  }

  /** The next frame of this type; others before it are passed over. */
  public JsonNode next(String type) throws InterruptedException {
    while (true) {
      String text = frames.poll(SECONDS_MAX, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("no frame of type " + type);
      }
      JsonNode frame = JsonMapper.shared().readTree(text);
      if (frame.path("type").asString().equals(type)) {
        return frame;
      }
    }
  }

  public void send(String frame) throws Exception {
    Objects.requireNonNull(socket).sendText(frame, true).get(SECONDS_MAX, TimeUnit.SECONDS);
  }

  /** The browser is closed without a word. */
  public void goes() {
    Objects.requireNonNull(socket).abort();
  }

  /** The close code, waited for; 0 when the connection is still open after {@code millis}. */
  public int closedWithin(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (closeCode == 0 && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    return closeCode;
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
    closeCode = code;
    return null;
  }

  @Override
  public void close() {
    goes();
  }
}
