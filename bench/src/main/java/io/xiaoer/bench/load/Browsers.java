package io.xiaoer.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Agents' browsers: live connections whose frames are looked through as they come. */
final class Browsers implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> open = new ArrayList<>();

  /** Finds in a frame what was looked for. */
  @FunctionalInterface
  interface Look {
    void at(JsonNode changes, long atNanos);
  }

  /** Another one; {@code sightings} is told when its connection breaks. */
  void open(int port, String cookie, Sightings sightings, Look look) throws IOException {
    try {
      open.add(
          http.newWebSocketBuilder()
              .header("Cookie", cookie)
              .buildAsync(Installation.uri("ws", port, "/api/v1/live"), new Page(sightings, look))
              .join());
    } catch (CompletionException e) {
      throw new IOException("the live connection was not opened", e);
    }
  }

  @Override
  public void close() {
    open.forEach(WebSocket::abort);
    http.shutdownNow();
  }

  private static final class Page implements WebSocket.Listener {
    private final Sightings sightings;
    private final Look look;

    /** The listener's thread's own: a frame may come in parts. */
    private final StringBuilder frame = new StringBuilder();

    Page(Sightings sightings, Look look) {
      this.sightings = sightings;
      this.look = look;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      long now = System.nanoTime();
      frame.append(part);
      if (last) {
        look.at(JsonMapper.shared().readTree(frame.toString()), now);
        frame.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      sightings.broke(error);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      sightings.broke(new IOException("closed by the server: " + status + " " + reason));
      return null;
    }
  }
}
