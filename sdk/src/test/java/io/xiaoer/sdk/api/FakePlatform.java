package io.xiaoer.sdk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The platform's API on a real port, with faults on demand. */
final class FakePlatform implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  /** Answers one request in place of the platform. */
  interface Fault {
    void answer(HttpExchange exchange) throws IOException;
  }

  /**
   * A call to anything but stable_token and sendmsg.
   *
   * @param body a character for each byte
   */
  record Asked(String path, String method, String contentType, String body) {}

  record Sent(String token, JsonNode body) {}

  final AtomicInteger tokenCalls = new AtomicInteger();
  final List<JsonNode> tokenRequests = Collections.synchronizedList(new ArrayList<>());
  final List<Sent> delivered = Collections.synchronizedList(new ArrayList<>());
  final AtomicInteger sendCalls = new AtomicInteger();
  final Queue<Fault> nextTokens = new ConcurrentLinkedQueue<>();
  final Queue<Fault> nextSends = new ConcurrentLinkedQueue<>();
  final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
  final Queue<Fault> nextAnswers = new ConcurrentLinkedQueue<>();
  volatile String answer = "{\"errcode\":0,\"errmsg\":\"ok\"}";
  volatile String token = "tok/en+1==";
  volatile long expiresIn = 7_200;
  volatile Duration tokenDelay = Duration.ZERO;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  FakePlatform() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/cgi-bin/stable_token", this::token);
    server.createContext("/channels/ec/commkf/sendmsg", this::send);
    server.createContext("/channels/ec/commkf/cosupload", this::call);
    server.createContext("/channels/ec/order/get", this::call);
    server.createContext("/channels/ec/product/get", this::call);
    server.createContext("/cgi-bin/getcallbackip", this::call);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Some token calls are made in the background. */
  void awaitTokenCalls(int count) {
    await()
        .atMost(1, TimeUnit.MINUTES)
        .pollInterval(10, TimeUnit.MILLISECONDS)
        .until(() -> tokenCalls.get() >= count);
    assertThat(tokenCalls).hasValue(count);
  }

  static Fault says(int errcode, String errmsg) {
    return exchange ->
        reply(
            exchange,
            200,
            JSON.createObjectNode().put("errcode", errcode).put("errmsg", errmsg).toString());
  }

  static Fault answers(int status, String body) {
    return exchange -> reply(exchange, status, body);
  }

  /** Says nothing for much longer than anybody here waits. */
  Fault silent() {
    return exchange -> {
      passes(Duration.ofMinutes(1));
      exchange.close();
    };
  }

  /** Or the platform is closed. */
  private void passes(Duration time) {
    try {
      boolean unused = closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void token(HttpExchange exchange) throws IOException {
    tokenCalls.incrementAndGet();
    tokenRequests.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
    String given = token;
    passes(tokenDelay);
    Fault fault = nextTokens.poll();
    if (fault != null) {
      fault.answer(exchange);
      return;
    }
    reply(
        exchange,
        200,
        JSON.createObjectNode().put("access_token", given).put("expires_in", expiresIn).toString());
  }

  private void send(HttpExchange exchange) throws IOException {
    int number = sendCalls.incrementAndGet();
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String given = given(exchange);
    Fault fault = nextSends.poll();
    if (fault != null) {
      fault.answer(exchange);
      return;
    }
    if (!given.equals(token)) {
      says(42001, "access_token expired rid: 6-7-8").answer(exchange);
      return;
    }
    delivered.add(new Sent(given, body));
    reply(
        exchange,
        200,
        "{\"msg_id\":\"38954645676181" + number + "\",\"errcode\":0,\"errmsg\":\"ok\"}");
  }

  private void call(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    asked.add(
        new Asked(
            exchange.getRequestURI().getPath(),
            exchange.getRequestMethod(),
            type == null ? "" : type,
            new String(body, StandardCharsets.ISO_8859_1)));
    Fault fault = nextAnswers.poll();
    if (fault != null) {
      fault.answer(exchange);
    } else if (!given(exchange).equals(token)) {
      says(42001, "access_token expired rid: 6-7-8").answer(exchange);
    } else {
      reply(exchange, 200, answer);
    }
  }

  private static String given(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return URLDecoder.decode(query.substring("access_token=".length()), StandardCharsets.UTF_8);
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
