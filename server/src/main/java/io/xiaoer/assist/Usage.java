package io.xiaoer.assist;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How many tokens a question and its answer had, as the host counts them. */
record Usage(long promptTokens, long answerTokens) {
  private static final String FIELD = "\"usage\"";

  /** What a line of a stream says of it; most lines say nothing. */
  static Optional<Usage> in(String line) {
    if (!line.startsWith(Chunk.DATA) || !line.contains(FIELD)) {
      return Optional.empty();
    }
    try {
      JsonNode usage =
          JsonMapper.shared().readTree(line.substring(Chunk.DATA.length())).path("usage");
      JsonNode prompt = usage.path("prompt_tokens");
      JsonNode answer = usage.path("completion_tokens");
      return prompt.canConvertToLong() && answer.canConvertToLong()
          ? Optional.of(new Usage(prompt.asLong(), answer.asLong()))
          : Optional.empty();
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }
}
