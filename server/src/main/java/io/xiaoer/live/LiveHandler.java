package io.xiaoer.live;

import io.xiaoer.settings.Version;
import io.xiaoer.staff.Credentials;
import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

  private static final String WATCH = "watch";

  private final LiveFeed feed;
  private final Presence presence;
  private final Credentials credentials;
  private final Version version;
  private final InstantSource clock;
  private final Map<String, LiveConnection> connections = new ConcurrentHashMap<>();

  LiveHandler(
      LiveFeed feed,
      Presence presence,
      Credentials credentials,
      Version version,
      Bells bells,
      InstantSource clock) {
    this.feed = feed;
    this.presence = presence;
    this.credentials = credentials;
    this.version = version;
    this.clock = clock;
    // A bell that is not heard is made up for by the next ping.
    bells.onRing(Topic.STAFF, _ -> connections.values().forEach(LiveConnection::lookAgain));
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes) {
    if (!(request instanceof ServletServerHttpRequest servlet)) {
      return false;
    }
    Watch watch = credentials.watch(servlet.getServletRequest())::get;
    if (watch.reader().isEmpty()) {
      response.setStatusCode(HttpStatus.FORBIDDEN);
      return false;
    }
    attributes.put(WATCH, watch);
    return true;
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
    Watch watch = session.getAttributes().get(WATCH) instanceof Watch kept ? kept : Optional::empty;
    LiveConnection connection = new LiveConnection(session, feed, watch);
    connections.put(session.getId(), connection);
    connection.lookAgain(); // what was taken from him since the handshake rang before we listened
    feed.add(connection);
    long now = feed.lastSeq();
    connection.start(
        LiveFrame.hello(version.text(), now, clock.instant()), after(session.getUri()).orElse(now));
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    LiveConnection connection = connections.get(session.getId());
    JsonNode frame = json(message.getPayload());
    if (connection == null) {
      return;
    }
    switch (frame.path("type").asString("")) {
      case "ping" -> connection.ping(Math.max(0, frame.path("after").asLong(0)));
      case "presence" -> presence(session, connection, frame);
      default -> {} // a newer page may say more than we know
    }
  }

  /** Machines look at nothing. */
  private void presence(WebSocketSession session, LiveConnection connection, JsonNode frame) {
    if (session.getAttributes().get(WATCH) instanceof Watch watch
        && watch.reader().orElse(null) instanceof Caller.Person person) {
      presence.looks(
          connection,
          person,
          RequestParams.number(frame.path("conversation").asString("")),
          frame.path("typing").asBoolean(false));
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    LiveConnection connection = connections.remove(session.getId());
    if (connection != null) {
      feed.remove(connection);
      presence.gone(connection);
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
