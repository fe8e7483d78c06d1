package io.xiaoer.desk;

import io.xiaoer.settings.Version;
import io.xiaoer.staff.Staff;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/live}: what changes, as it changes. */
final class LiveHandler extends TextWebSocketHandler implements HandshakeInterceptor {
  /** A ping is some twenty characters. */
  static final int FRAME_BYTES_MAX = 1_024;

  private static final String STILL_ALLOWED = "stillAllowed";

  private final LiveFeed feed;
  private final Staff staff;
  private final Version version;
  private final InstantSource clock;
  private final Map<String, LiveConnection> connections = new ConcurrentHashMap<>();

  LiveHandler(LiveFeed feed, Staff staff, Version version, InstantSource clock) {
    this.feed = feed;
    this.staff = staff;
    this.version = version;
    this.clock = clock;
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes) {
    if (request instanceof ServletServerHttpRequest servlet) {
      attributes.put(STILL_ALLOWED, staff.watch(servlet.getServletRequest()));
      return true;
    }
    return false;
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      @Nullable Exception exception) {}

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    session.setTextMessageSizeLimit(FRAME_BYTES_MAX);
    BooleanSupplier stillAllowed =
        session.getAttributes().get(STILL_ALLOWED) instanceof BooleanSupplier watch
            ? watch
            : () -> false;
    LiveConnection connection = new LiveConnection(session, feed, stillAllowed);
    connections.put(session.getId(), connection);
    feed.add(connection);
    long now = feed.lastSeq();
    connection.start(
        LiveFrame.hello(version.text(), now, clock.instant()), after(session.getUri()).orElse(now));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    LiveConnection connection = connections.get(session.getId());
    JsonNode frame = json(message.getPayload());
    if (connection != null && frame.path("type").asString("").equals("ping")) {
      connection.ping(Math.max(0, frame.path("after").asLong(0)));
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    LiveConnection connection = connections.remove(session.getId());
    if (connection != null) {
      feed.remove(connection);
      connection.gone();
    }
  }

  private static Optional<Long> after(@Nullable URI uri) {
    if (uri == null) {
      return Optional.empty();
    }
    String after = UriComponentsBuilder.fromUri(uri).build().getQueryParams().getFirst("after");
    return after == null ? Optional.empty() : Limits.number(after);
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException notJson) {
      return JsonMapper.shared().createObjectNode();
    }
  }
}
