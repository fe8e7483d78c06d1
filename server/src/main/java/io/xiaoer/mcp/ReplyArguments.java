package io.xiaoer.mcp;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.NamedConversation;
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

  /**
   * What a call of one asks for.
   *
   * @param seen the newest message that the agent has read
   */
  record Asked(Conversation conversation, String text, long seen) {
    @Override
    public String toString() {
      return "Asked[conversation " + conversation.id() + "]";
    }
  }

  /** Refuses a text that nobody could send. */
  static Asked read(Values values, Conversations conversations) {
    Conversation conversation = NamedConversation.find(conversations, values.text(CONVERSATION));
    String text = values.text(TEXT);
    AnswerText.require(TEXT, text);
    return new Asked(conversation, text, values.id(SEEN).orElseThrow());
  }

  static ApiProblem movedOn() {
    return ApiProblem.conflict(
        "moved_on",
        "Somebody has written in this conversation since. Call get_conversation, and answer what"
            + " stands there now.");
  }
}
