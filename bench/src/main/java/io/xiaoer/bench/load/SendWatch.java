package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An agent's browser: it notes when it has seen which answer accepted. */
final class SendWatch implements WebSocket.Listener, AutoCloseable {
  private static final String CLIENT_ID = "bench-";
  private static final long NEVER = 0;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLongArray sentAt;
  private final AtomicLongArray acceptedAt;
  private final AtomicInteger accepted = new AtomicInteger();

  /** The listener's thread's own: a frame may come in parts. */
  private final StringBuilder frame = new StringBuilder();

  private @Nullable WebSocket socket;
  private volatile @Nullable Throwable trouble;

  private SendWatch(int answers) {
    sentAt = new AtomicLongArray(answers);
    acceptedAt = new AtomicLongArray(answers);
  }

  static SendWatch open(int port, int answers) throws IOException, InterruptedException {
    SendWatch watch = new SendWatch(answers);
    try {
      watch.socket =
          watch
              .http
              .newWebSocketBuilder()
              .header("Cookie", Installation.logIn(port))
              .buildAsync(Installation.uri("ws", port, "/api/v1/live"), watch)
              .join();
    } catch (CompletionException e) {
      throw new IOException("the live connection was not opened", e);
    }
    return watch;
  }

  static String clientId(int number) {
    return CLIENT_ID + number;
  }

  void sending(int number) {
    sentAt.set(number, System.nanoTime());
  }

  void awaitAccepted(int count, Duration atMost) throws InterruptedException, IOException {
    long until = System.nanoTime() + atMost.toNanos();
    while (accepted.get() < count && System.nanoTime() < until) {
      Throwable known = trouble;
      if (known != null) {
        throw new IOException("the live connection broke", known);
      }
      Thread.sleep(5);
    }
  }

  /** Of those that were seen accepted, in microseconds. */
  Histogram latency(Histogram into) {
    for (int number = 0; number < acceptedAt.length(); number++) {
      if (acceptedAt.get(number) != NEVER) {
        into.recordValue((acceptedAt.get(number) - sentAt.get(number)) / 1_000);
      }
    }
    return into;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    long now = System.nanoTime();
    frame.append(part);
    if (last) {
      JsonNode changes = JsonMapper.shared().readTree(frame.toString());
      frame.setLength(0);
      for (JsonNode message : changes.path("messages")) {
        String clientId = message.path("client_id").asString("");
        if (clientId.startsWith(CLIENT_ID)
            && message.path("state").asString("").equals("accepted")
            && acceptedAt.compareAndSet(
                Integer.parseInt(clientId.substring(CLIENT_ID.length())), NEVER, now)) {
          accepted.incrementAndGet();
        }
      }
    }
    from.request(1);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    trouble = error;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    trouble = new IOException("closed by the server: " + status + " " + reason);
    return null;
  }

  @Override
  public void close() {
    WebSocket open = socket;
    if (open != null) {
      open.abort();
    }
    http.shutdownNow();
  }
}
