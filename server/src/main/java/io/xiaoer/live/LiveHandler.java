package io.xiaoer.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.access.Caller;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.KnownParameters;
import io.xiaoer.api.RequestParams;
import io.xiaoer.masking.Masking;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.settings.Version;
import io.xiaoer.staff.Credentials;
import io.xiaoer.staff.Revocations;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /api/v1/live}: what changes, as it changes. Each connection takes memory and a share of
 * every frame's work, so there are bounds for one caller and for the node.
 */
final class LiveHandler extends TextWebSocketHandler implements HandshakeInterceptor {
  /** A ping is some twenty characters. */
  static final int FRAME_BYTES_MAX = 1_024;

  /** A browser has one for all its tabs. */
  static final int CONNECTIONS_EACH_MAX = 20;

  /** Of all callers together: some 75 KB of heap each, which 256 MB still have room for. */
  static final int CONNECTIONS_MAX = 1_500;

  /** Pings, and who types where: a few a second, from all tabs of a browser. */
  private static final int FRAMES_A_SECOND_MAX = 100;

  private static final CloseStatus TOO_MANY =
      new CloseStatus(4429, "too many live connections of this account or key");
  private static final CloseStatus TOO_TALKATIVE = new CloseStatus(4429, "too many frames");

  private static final int RETRY_AFTER_SECONDS = 10;
  private static final String GUEST = "guest";
  private static final String AFTER = "after";

  private final LiveFeed feed;
  private final Presence presence;
  private final ConnectedUsers connectedUsers;
  private final Credentials credentials;
  private final Version version;
  private final Masking masking;
  private final InstantSource clock;
  private final Map<String, Open> connections = new ConcurrentHashMap<>();
  private final Map<String, Integer> each = new ConcurrentHashMap<>();

  /** Who knocks, and how to ask again later. */
  private record Guest(Caller caller, Watch watch) {}

  private record Open(Guest guest, LiveConnection connection, Talk talk) {}

  LiveHandler(
      LiveFeed feed,
      Presence presence,
      ConnectedUsers connectedUsers,
      Credentials credentials,
      Revocations revocations,
      Version version,
      Masking masking,
      MeterRegistry registry,
      InstantSource clock) {
    this.feed = feed;
    this.presence = presence;
    this.connectedUsers = connectedUsers;
    this.credentials = credentials;
    this.version = version;
    this.masking = masking;
    this.clock = clock;
    revocations.onRevoked(whose ->
        connections.values().stream()
            .filter(open -> whose.covers(open.guest.caller))
            .forEach(open -> open.connection.lookAgain()));
    Gauge.builder("xiaoer.live.connections", connections, Map::size)
        .description("live connections of browsers and other systems")
        .register(registry);
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes)
      throws IOException {
    if (!(request instanceof ServletServerHttpRequest servlet)
        || !(response instanceof ServletServerHttpResponse answer)) {
      return false;
    }
    Optional<ApiProblem> problem =
        KnownParameters.problem(servlet.getServletRequest().getQueryString(), Set.of(AFTER));
    if (problem.isPresent()) {
      problem.get().write(answer.getServletResponse());
      return false;
    }
    if (connections.size() >= CONNECTIONS_MAX) {
      answer
          .getServletResponse()
          .setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(RETRY_AFTER_SECONDS));
      ApiProblem.write(
          answer.getServletResponse(),
          HttpStatus.SERVICE_UNAVAILABLE,
          "live_connections_full",
          "This server has as many live connections as it takes. Try again later.");
      return false;
    }
    Watch watch = credentials.watch(servlet.getServletRequest())::get;
    Optional<Caller> reader = watch.reader();
    if (watch.isUnproven()) {
      ApiProblem.write(
          answer.getServletResponse(),
          HttpStatus.FORBIDDEN,
          "second_factor_needed",
          "Your role needs a second factor. Set one up first.");
      return false;
    }
    if (reader.isEmpty()) {
      response.setStatusCode(HttpStatus.FORBIDDEN);
      return false;
    }
    attributes.put(GUEST, new Guest(reader.get(), watch));
    return true;
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      @Nullable Exception exception) {}

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    session.setTextMessageSizeLimit(FRAME_BYTES_MAX);
    if (!(session.getAttributes().get(GUEST) instanceof Guest guest)) {
      session.close(LiveConnection.SESSION_ENDED);
      return;
    }
    if (each.merge(guest.caller.name(), 1, Integer::sum) > CONNECTIONS_EACH_MAX) {
      oneLess(guest.caller.name());
      session.close(TOO_MANY);
      return;
    }
    LiveConnection connection =
        new LiveConnection(session, feed, guest.watch, guest.caller, masking);
    if (guest.caller instanceof Caller.Person person) {
      connectedUsers.opened(person.username()); // before its end can be seen
    }
    connections.put(session.getId(), new Open(guest, connection, new Talk()));
    connection.lookAgain(); // What was taken away since the handshake was told before we listened.
    feed.add(connection);
    Optional<Long> after = after(session.getUri());
    long now = after.flatMap(feed::toldSince).orElseGet(feed::lastSeq);
    connection.start(LiveFrame.hello(version.text(), now, clock.instant()), after.orElse(now));
  }

  private void oneLess(String callerName) {
    each.computeIfPresent(callerName, (_, count) -> count > 1 ? count - 1 : null);
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message) {
    Open open = connections.get(session.getId());
    if (open == null) {
      return;
    }
    open.connection.heard();
    if (open.talk.isTooMuch()) {
      open.connection.end(TOO_TALKATIVE);
      return;
    }
    JsonNode frame = json(message.getPayload());
    switch (frame.path("type").asString("")) {
      case "ping" -> open.connection.ping(Math.max(0, frame.path("after").asLong(0)));
      case "presence" -> presence(open, frame);
      default -> {} // a newer page may say more than we know
    }
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    Open open = connections.get(session.getId());
    if (open != null) {
      open.connection.heard();
    }
  }

  /** Machines look at nothing. */
  private void presence(Open open, JsonNode frame) {
    if (open.guest.watch.reader().orElse(null) instanceof Caller.Person person) {
      presence.looks(
          open.connection,
          person,
          RequestParams.number(frame.path("conversation").asString("")),
          frame.path("typing").asBoolean(false));
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    Open open = connections.remove(session.getId());
    if (open != null) {
      oneLess(open.guest.caller.name());
      if (open.guest.caller instanceof Caller.Person person) {
        connectedUsers.closed(person.username());
      }
      feed.remove(open.connection);
      presence.gone(open.connection);
      open.connection.gone();
    }
  }

  /** How much one browser says; its messages come one after the other. */
  private static final class Talk {
    private long secondBeganAt = System.nanoTime();
    private int frames;

    boolean isTooMuch() {
      long now = System.nanoTime();
      if (now - secondBeganAt > TimeUnit.SECONDS.toNanos(1)) {
        secondBeganAt = now;
        frames = 0;
      }
      frames++;
      return frames > FRAMES_A_SECOND_MAX;
    }
  }

  private static Optional<Long> after(@Nullable URI uri) {
    if (uri == null) {
      return Optional.empty();
    }
    String after = UriComponentsBuilder.fromUri(uri).build().getQueryParams().getFirst(AFTER);
    return after == null ? Optional.empty() : RequestParams.number(after);
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException notJson) {
      return JsonMapper.shared().createObjectNode();
    }
  }
}
