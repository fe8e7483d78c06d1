package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The browsers of a team: they note when the agent who is given a customer is told of it. */
final class AgentsWatch implements AutoCloseable {
  private static final String OPEN_ID = "oAssign";
  private static final long NEVER = 0;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> sockets = new ArrayList<>();
  private final AtomicLongArray sentAt;
  private final AtomicLongArray seenAt;
  private final AtomicInteger seen = new AtomicInteger();
  private final BlockingQueue<String> assigned = new LinkedBlockingQueue<>();
  private volatile @Nullable Throwable trouble;

  AgentsWatch(int customers) {
    sentAt = new AtomicLongArray(customers);
    seenAt = new AtomicLongArray(customers);
  }

  static String openId(int customer) {
    return OPEN_ID + customer;
  }

  void add(int port, String username, String cookie) throws IOException {
    try {
      sockets.add(
          http.newWebSocketBuilder()
              .header("Cookie", cookie)
              .buildAsync(Installation.uri("ws", port, "/api/v1/live"), new Page(username))
              .join());
    } catch (CompletionException e) {
      throw new IOException("the live connection was not opened", e);
    }
  }

  void sending(int customer) {
    sentAt.set(customer, System.nanoTime());
  }

  void awaitSeen(int count, Duration atMost) throws InterruptedException, IOException {
    long until = System.nanoTime() + atMost.toNanos();
    while (seen.get() < count && System.nanoTime() < until) {
      Throwable known = trouble;
      if (known != null) {
        throw new IOException("a live connection broke", known);
      }
      Thread.sleep(20);
    }
  }

  int seen() {
    return seen.get();
  }

  /** Conversations that were assigned and not taken from here before, the oldest first. */
  BlockingQueue<String> assigned() {
    return assigned;
  }

  /** Of those from {@code from} to before {@code to} that were seen, in microseconds. */
  Histogram latency(int from, int to, Histogram into) {
    for (int customer = from; customer < to; customer++) {
      if (seenAt.get(customer) != NEVER) {
        into.recordValue((seenAt.get(customer) - sentAt.get(customer)) / 1_000);
      }
    }
    return into;
  }

  @Override
  public void close() {
    sockets.forEach(WebSocket::abort);
    http.shutdownNow();
  }

  /** One agent's. */
  private final class Page implements WebSocket.Listener {
    private final String username;

    /** The listener's thread's own: a frame may come in parts. */
    private final StringBuilder frame = new StringBuilder();

    Page(String username) {
      this.username = username;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      long now = System.nanoTime();
      frame.append(part);
      if (last) {
        JsonNode changes = JsonMapper.shared().readTree(frame.toString());
        frame.setLength(0);
        for (JsonNode one : changes.path("conversations")) {
          String openId = one.path("open_id").asString("");
          if (openId.startsWith(OPEN_ID)
              && one.path("assignee").path("username").asString("").equals(username)
              && seenAt.compareAndSet(
                  Integer.parseInt(openId.substring(OPEN_ID.length())), NEVER, now)) {
            assigned.add(one.path("id").asString());
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
  }
}
