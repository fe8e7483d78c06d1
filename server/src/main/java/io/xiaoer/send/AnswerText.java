package io.xiaoer.send;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.Characters;
import io.xiaoer.api.FieldError;
import java.nio.charset.StandardCharsets;

/** The text of an answer, whoever writes it. */
public final class AnswerText {
  /** The limit of this API is not published; its neighbours take 2048 bytes. */
  public static final int BYTES_MAX = 2_048;

  private AnswerText() {}

  /** Refuses what cannot be sent as a text; {@code field} is what the request calls it. */
  public static void require(String field, String content) {
    if (Characters.isInvisible(content)) {
      throw ApiProblem.badRequest(FieldError.blank(field));
    }
    int bytes = content.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > BYTES_MAX) {
      throw ApiProblem.unprocessable(
          FieldError.tooManyBytes(field, BYTES_MAX).with("bytes", bytes));
    }
  }
}
