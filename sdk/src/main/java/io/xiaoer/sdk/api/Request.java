package io.xiaoer.sdk.api;

import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What to ask of the platform, as often as it has to be asked.
 *
 * @param contentType empty for a GET
 * @param body a new one for each try: one that was read to its end is empty
 */
record Request(String path, String contentType, Supplier<BodyPublisher> body, int answerBytesMax) {
  private static final JsonFactory JSON = new JsonFactory();

  /** A few hundred bytes are usual. */
  private static final int shortAnswerBytesMax = 64 * 1024;

  static Request get(String path, int answerBytesMax) {
    return new Request(path, "", BodyPublishers::noBody, answerBytesMax);
  }

  static Request json(String path, Consumer<JsonGenerator> members) {
    return json(path, members, shortAnswerBytesMax);
  }

  /**
   * Through characters, so that half a surrogate pair costs a question mark and not the message.
   */
  static Request json(String path, Consumer<JsonGenerator> members, int answerBytesMax) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      members.accept(json);
      json.writeEndObject();
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new Request(
        path, "application/json", () -> BodyPublishers.ofByteArray(bytes), answerBytesMax);
  }

  /** Anything but JSON. */
  static Request form(String path, String contentType, Supplier<BodyPublisher> body) {
    return new Request(path, contentType, body, shortAnswerBytesMax);
  }

  @Override
  public String toString() {
    return "Request[" + path + "]";
  }
}
