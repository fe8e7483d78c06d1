package io.xiaoer.notice;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The services by which people are called, answering as they document it: codes, signatures, and
 * how many messages each takes. A path is {@code /<kind>/<robot>}.
 */
final class ScriptedRobots implements AutoCloseable {
  static final String DINGTALK_SECRET = "SEC0123456789abcdef";
  static final String FEISHU_SECRET = "feishuSecret";

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DINGTALK_SILENCE = Duration.ofMinutes(10);
  private static final int ROBOT_PER_MINUTE = 20;
  private static final int FEISHU_PER_MINUTE = 100;
  private static final int FEISHU_PER_SECOND = 5;

  private final HttpServer server;
  private final List<Received> received = new ArrayList<>();
  private final Map<String, Deque<Instant>> taken = new HashMap<>();
  private final Map<String, Instant> silent = new HashMap<>();

  /** A call that is to hang takes one. */
  private final Semaphore hanging = new Semaphore(0);

  private volatile boolean hangs;

  /** A message that came, taken or not. */
  record Received(String path, String query, JsonNode body, Instant at, boolean taken) {
    /** What people read. */
    String text() {
      String kind = path.split("/", -1)[1];
      return switch (kind) {
        case "wecom", "dingtalk" -> body.path("text").path("content").asString("");
        case "feishu" -> body.path("content").path("text").asString("");
        case "bark" -> body.path("title").asString("") + "\n" + body.path("body").asString("");
        default -> body.path("text").asString("");
      };
    }
  }

  ScriptedRobots() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  List<Received> received(String path) {
    synchronized (received) {
      return received.stream().filter(one -> one.path.equals(path)).toList();
    }
  }

  /** What people have read, in order. */
  List<String> texts(String path) {
    return received(path).stream().filter(Received::taken).map(Received::text).toList();
  }

  /** As if so many messages had come just now. */
  void fill(String path, int messages) {
    synchronized (received) {
      for (int i = 0; i < messages; i++) {
        taken.computeIfAbsent(path, _ -> new ArrayDeque<>()).add(Instant.now());
      }
    }
  }

  void hang(boolean on) {
    hangs = on;
    if (!on) {
      hanging.release(100);
    } else {
      hanging.drainPermits();
    }
  }

  void forget() {
    synchronized (received) {
      received.clear();
      taken.clear();
      silent.clear();
    }
    hang(false);
  }

  private record Reply(int status, String body, boolean taken) {
    static Reply taken(String body) {
      return new Reply(200, body, true);
    }

    static Reply refused(String body) {
      return new Reply(200, body, false);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    JsonNode body =
        JsonMapper.shared()
            .readTree(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    Reply reply;
    synchronized (received) {
      reply = reply(path, query, body);
      received.add(new Received(path, query, body, Instant.now(), reply.taken));
    }
    if (hangs) {
      hanging.acquireUninterruptibly();
    }
    byte[] answer = reply.body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private Reply reply(String path, String query, JsonNode body) {
    return switch (path.split("/", -1)[1]) {
      case "wecom" -> wecom(path, query);
      case "dingtalk" -> dingtalk(path, query, body);
      case "feishu" -> feishu(path, body);
      case "bark" -> bark(path);
      case "gone" -> new Reply(410, "gone", false);
      default -> new Reply(204, "", true);
    };
  }

  private Reply wecom(String path, String query) {
    if (!query.contains("key=")) {
      return Reply.refused("{\"errcode\":93000,\"errmsg\":\"invalid webhook url, hint: [1]\"}");
    }
    return within(path, ROBOT_PER_MINUTE, MINUTE)
        ? Reply.taken("{\"errcode\":0,\"errmsg\":\"ok\"}")
        : Reply.refused(
            "{\"errcode\":45009,\"errmsg\":\"api freq out of limit, hint: [2], more info at"
                + " https://open.work.weixin.qq.com/devtool/query?e=45009\"}");
  }

  private Reply dingtalk(String path, String query, JsonNode body) {
    Map<String, String> given = parameters(query);
    String timestamp = given.getOrDefault("timestamp", "");
    if (!given
        .getOrDefault("sign", "")
        .equals(mac(DINGTALK_SECRET, timestamp + "\n" + DINGTALK_SECRET))) {
      return Reply.refused("{\"errcode\":310000,\"errmsg\":\"sign not match\"}");
    }
    if (!body.path("text").path("content").asString("").contains("小二")) {
      return Reply.refused("{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}");
    }
    Instant until = silent.getOrDefault(path, Instant.MIN);
    if (until.isBefore(Instant.now()) && within(path, ROBOT_PER_MINUTE, MINUTE)) {
      return Reply.taken("{\"errcode\":0,\"errmsg\":\"ok\"}");
    }
    silent.putIfAbsent(path, Instant.now().plus(DINGTALK_SILENCE));
    return Reply.refused(
        "{\"errcode\":130101,\"errmsg\":\"send too fast, exceed 20 times per minute\"}");
  }

  private Reply feishu(String path, JsonNode body) {
    String timestamp = body.path("timestamp").asString("");
    if (!body.path("sign").asString("").equals(mac(timestamp + "\n" + FEISHU_SECRET, ""))) {
      return Reply.refused(
          "{\"code\":19021,\"msg\":\"sign match fail or timestamp is not within one hour from"
              + " current time\"}");
    }
    return within(path, FEISHU_PER_MINUTE, MINUTE)
            && within(path + " a second", FEISHU_PER_SECOND, Duration.ofSeconds(1))
        ? Reply.taken("{\"code\":0,\"data\":{},\"msg\":\"success\"}")
        : Reply.refused("{\"code\":11232,\"data\":{},\"msg\":\"frequency limited psm[x]\"}");
  }

  private static Reply bark(String path) {
    return path.endsWith("/unknown")
        ? new Reply(
            400, "{\"code\":400,\"message\":\"failed to get device token: key not found\"}", false)
        : Reply.taken("{\"code\":200,\"message\":\"success\",\"timestamp\":1}");
  }

  private boolean within(String path, int max, Duration window) {
    Deque<Instant> times = taken.computeIfAbsent(path, _ -> new ArrayDeque<>());
    Instant from = Instant.now().minus(window);
    times.removeIf(at -> at.isBefore(from));
    return times.size() < max && times.add(Instant.now());
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String one : query.split("&", -1)) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        parameters.put(
            one.substring(0, equals),
            URLDecoder.decode(one.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private static String mac(String key, String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    hang(false);
    server.stop(0);
  }
}
