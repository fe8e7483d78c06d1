package io.xiaoer.mcp;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.send.AnswerText;
import java.util.List;

/** What both ways of answering take. */
final class ReplyArguments {
  static final String CONVERSATION = GetConversation.CONVERSATION;
  static final String SEEN = "last_message_id";
  static final String TEXT = "text";

  static final List<Argument> ALL =
      List.of(
          new Argument.ConversationId(CONVERSATION, "whose customer is answered"),
          new Argument.Id(
              SEEN,
              true,
              "last_message_id of get_conversation: what was written when you read it last"),
          new Argument.Text(
              TEXT, true, AnswerText.BYTES_MAX, "what the customer will read, at most 2048 bytes"));

  private ReplyArguments() {}

  static ApiProblem movedOn() {
    return ApiProblem.conflict(
        "moved_on",
        "Somebody has written in this conversation since. Call get_conversation, and answer what"
            + " stands there now.");
  }
}
