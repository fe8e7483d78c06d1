package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An agent's browser: it listens on the live connection and notes when it has seen which push. */
final class LiveWatch implements WebSocket.Listener, AutoCloseable {
  private static final long NEVER = 0;

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLongArray sentAt;
  private final AtomicLongArray seenAt;
  private final AtomicInteger seen = new AtomicInteger();

  /** The listener's thread's own: a frame may come in parts. */
  private final StringBuilder frame = new StringBuilder();

  private @Nullable WebSocket socket;
  private volatile @Nullable Throwable trouble;

  private LiveWatch(int pushes) {
    sentAt = new AtomicLongArray(pushes);
    seenAt = new AtomicLongArray(pushes);
  }

  static LiveWatch open(int port, int pushes) throws IOException, InterruptedException {
    LiveWatch watch = new LiveWatch(pushes);
    String cookie = Installation.logIn(port);
    CompletableFuture<WebSocket> opening =
        watch
            .http
            .newWebSocketBuilder()
            .header("Cookie", cookie)
            .buildAsync(Installation.uri("ws", port, "/api/v1/live"), watch);
    try {
      watch.socket = opening.join();
    } catch (CompletionException e) {
      throw new IOException("the live connection was not opened", e);
    }
    return watch;
  }

  void sending(int number) {
    sentAt.set(number, System.nanoTime());
  }

  void awaitSeen(int count, Duration atMost) throws InterruptedException, IOException {
    long until = System.nanoTime() + atMost.toNanos();
    while (seen.get() < count && System.nanoTime() < until) {
      Throwable known = trouble;
      if (known != null) {
        throw new IOException("the live connection broke", known);
      }
      Thread.sleep(20);
    }
  }

  /** Of those from {@code from} to before {@code to} that were seen, in microseconds. */
  Histogram latency(int from, int to, Histogram into) {
    for (int number = from; number < to; number++) {
      if (seenAt.get(number) != NEVER) {
        into.recordValue((seenAt.get(number) - sentAt.get(number)) / 1_000);
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
        long number = Long.parseLong(message.path("msg_id").asString("0")) - PushFile.FIRST_MSG_ID;
        // A message may be told again when it changes; its first sight counts.
        if (number >= 0
            && number < seenAt.length()
            && seenAt.compareAndSet((int) number, NEVER, now)) {
          seen.incrementAndGet();
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
