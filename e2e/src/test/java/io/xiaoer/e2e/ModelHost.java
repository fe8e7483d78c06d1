package io.xiaoer.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A host that speaks as those of language models do, and says what it is told to. */
final class ModelHost implements AutoCloseable {
  private final HttpServer server;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** One for each piece, where they are held back. */
  private final Semaphore pieces = new Semaphore(0);

  private volatile boolean held;
  private volatile int status = 200;
  private volatile List<String> answer = List.of("收到");

  private ModelHost(HttpServer server) {
    this.server = server;
  }

  static ModelHost start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ModelHost host = new ModelHost(server);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", host::take);
    server.start();
    return host;
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** Bodies of the requests. */
  List<String> asked() {
    return asked;
  }

  void answers(String... words) {
    status = 200;
    held = false;
    answer = List.of(words);
  }

  /** Each piece waits for {@link #release}. */
  void answersSlowly(String... words) {
    answers(words);
    pieces.drainPermits();
    held = true;
  }

  void release(int more) {
    pieces.release(more);
  }

  void refuses(int with) {
    status = with;
  }

  private void take(HttpExchange exchange) throws IOException {
    asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    if (status != 200) {
      byte[] body = "quota exceeded".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (String piece : answer) {
        if (held) {
          pieces.acquireUninterruptibly();
        }
        write(out, "data: " + JsonMapper.shared().writeValueAsString(delta(piece)) + "\n\n");
      }
      write(out, "data: [DONE]\n\n");
    } catch (IOException hungUp) {
      // The server has enough of it.
    }
  }

  private static ObjectNode delta(String piece) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putArray("choices").addObject().putObject("delta").put("content", piece);
    return json;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    pieces.release(1_000);
    server.stop(0);
  }
}
