package io.xiaoer.simulator.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What becomes of a {@link Call}. */
public sealed interface Answer {

  /** A whole answer. */
  @SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
  record Body(int status, String contentType, Map<String, String> headers, byte[] bytes)
      implements Answer {
    public Body with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Body(status, contentType, more, bytes);
    }
  }

  /**
   * An answer written bit by bit; without a Content-Length among its headers it ends when the
   * writer does, or the caller leaves.
   */
  record Stream(String contentType, Map<String, String> headers, Writer writer) implements Answer {}

  /** So many bytes of the answer come, then the connection dies. */
  record Cut(Body body, int bytes) implements Answer {}

  /** The connection dies without an answer. */
  record HangUp() implements Answer {}

  /** The answer comes after this real time. */
  record Late(Duration delay, Answer then) implements Answer {}

  /** Writes a stream until it throws. */
  interface Writer {
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  static Body json(int status, JsonNode node) {
    return new Body(
        status,
        "application/json; charset=utf-8",
        Map.of(),
        node.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Body text(int status, String text) {
    return new Body(
        status, "text/plain; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
  }
}
