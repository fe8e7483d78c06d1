package io.xiaoer.assist;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one line of a streamed completion says. */
sealed interface Chunk {
  /** A comment, an empty line, or a field of the event that is of no matter. */
  record Nothing() implements Chunk {}

  /** The model thinks; what it thinks is nobody's concern. */
  record Thought() implements Chunk {}

  /**
   * A piece of the answer.
   *
   * @param finished why it is the last one; empty when more may come
   */
  record Words(String text, String finished) implements Chunk {
    @Override
    public String toString() {
      return "Words";
    }
  }

  /** The model has ended, for the reason that the host names. */
  record Finished(String reason) implements Chunk {}

  /** The host says that something is wrong. */
  record Trouble(String said) implements Chunk {
    @Override
    public String toString() {
      return "Trouble";
    }
  }

  String DATA = "data:";
  String END = "[DONE]";

  /** Never throws, whatever stands in the line. */
  static Chunk read(String line) {
    if (!line.startsWith(DATA)) {
      return new Nothing();
    }
    String data = line.substring(DATA.length()).strip();
    if (data.isEmpty()) {
      return new Nothing();
    }
    if (data.equals(END)) {
      return new Finished("stop");
    }
    JsonNode json;
    try {
      json = JsonMapper.shared().readTree(data);
    } catch (JacksonException notJson) {
      return new Trouble(data);
    }
    JsonNode error = json.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      return new Trouble(error.path("message").asString(error.toString()));
    }
    JsonNode choice = json.path("choices").path(0);
    JsonNode delta = choice.path("delta");
    String text = delta.path("content").asString("");
    String finished = choice.path("finish_reason").asString("");
    if (!text.isEmpty()) {
      return new Words(text, finished);
    }
    if (!finished.isEmpty()) {
      return new Finished(finished);
    }
    boolean thinks =
        !delta.path("reasoning_content").asString("").isEmpty()
            || !delta.path("reasoning").asString("").isEmpty();
    return thinks ? new Thought() : new Nothing();
  }
}
