package io.xiaoer.assist;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host with a language model, as far as anybody can tell over the line: HTTP by hand, so that it
 * can break it, and so that every byte that arrives is known.
 */
public final class ScriptedModel implements AutoCloseable {
  private final ServerSocket socket;
  private final CountDownLatch ends = new CountDownLatch(1);
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Script script = stream("收到");

  /** A request, byte for byte. */
  public record Asked(String head, String body) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    /** All that the model is told, in one text. */
    String told() {
      StringBuilder told = new StringBuilder();
      json()
          .path("messages")
          .forEach(message -> told.append(message.path("content").asString()).append('\n'));
      return told.toString();
    }
  }

  /** What it does with a request. */
  @FunctionalInterface
  interface Script {
    void play(Asked asked, OutputStream out, CountDownLatch ends) throws Exception;
  }

  private ScriptedModel(ServerSocket socket) {
    this.socket = socket;
  }

  public static ScriptedModel start() throws IOException {
    ScriptedModel model =
        new ScriptedModel(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(model::accept);
    return model;
  }

  public String baseUrl() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
  }

  void plays(Script next) {
    script = next;
  }

  public List<Asked> asked() {
    return asked;
  }

  void forget() {
    asked.clear();
    script = stream("收到");
  }

  /** Pieces of an answer, each an event of its own. */
  static Script stream(String... pieces) {
    return streamOf(_ -> List.of(pieces));
  }

  static Script streamOf(Function<Asked, List<String>> answer) {
    return (asked, out, _) -> {
      head(out, "200 OK", "text/event-stream");
      write(out, ": welcome\n\n" + event(delta("role", "assistant")));
      for (String piece : answer.apply(asked)) {
        write(out, event(delta("content", piece)));
      }
      write(out, event(finished("stop")) + "data: [DONE]\n\n");
    };
  }

  /** The same, and behind its end how many tokens it was, as hosts do that are asked for it. */
  static Script countedStreamOf(Function<Asked, List<String>> answer, int prompt, int completion) {
    return (asked, out, _) -> {
      head(out, "200 OK", "text/event-stream");
      for (String piece : answer.apply(asked)) {
        write(out, event(delta("content", piece)));
      }
      write(out, event(finished("stop")));
      ObjectNode usage = JsonNodeFactory.instance.objectNode();
      usage.putArray("choices");
      usage
          .putObject("usage")
          .put("prompt_tokens", prompt)
          .put("completion_tokens", completion)
          .put("total_tokens", prompt + completion);
      write(out, event(usage) + "data: [DONE]\n\n");
    };
  }

  /** Another answer than a stream. */
  static Script says(String status, String mediaType, String body) {
    return (_, out, _) -> {
      head(out, status, mediaType);
      write(out, body);
    };
  }

  /** These lines after a right beginning, and then the line is closed. */
  static Script breaksOffAfter(String written) {
    return (_, out, _) -> {
      head(out, "200 OK", "text/event-stream");
      write(out, written);
    };
  }

  /** These lines after a right beginning, and then nothing. */
  static Script hangsAfter(String written) {
    return (_, out, ends) -> {
      head(out, "200 OK", "text/event-stream");
      write(out, written);
      ends.await();
    };
  }

  /** Takes the request and says nothing at all. */
  static Script silence() {
    return (_, _, ends) -> ends.await();
  }

  /** Goes on until nobody listens. */
  static Script endless(String piece, long everyMillis) {
    return (_, out, ends) -> {
      head(out, "200 OK", "text/event-stream");
      while (!ends.await(everyMillis, TimeUnit.MILLISECONDS)) {
        write(out, event(delta("content", piece)));
      }
    };
  }

  static String event(ObjectNode json) {
    return "data: " + JsonMapper.shared().writeValueAsString(json) + "\n\n";
  }

  static ObjectNode delta(String field, String text) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "chat.completion.chunk");
    json.putArray("choices").addObject().putObject("delta").put(field, text);
    return json;
  }

  static ObjectNode finished(String reason) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode choice = json.putArray("choices").addObject();
    choice.putObject("delta");
    choice.put("finish_reason", reason);
    return json;
  }

  private static void head(OutputStream out, String status, String mediaType) throws IOException {
    write(
        out,
        "HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
            .formatted(status, mediaType));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread.ofVirtual().start(() -> serve(caller));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      InputStream in = caller.getInputStream();
      String head = head(in);
      int length =
          head.lines()
              .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
              .map(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
              .findFirst()
              .orElse(0);
      Asked one = new Asked(head, new String(in.readNBytes(length), StandardCharsets.UTF_8));
      asked.add(one);
      script.play(one, caller.getOutputStream(), ends);
    } catch (Exception hungUp) {
      // Whoever asked has enough of it.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    ends.countDown();
    socket.close();
  }
}
