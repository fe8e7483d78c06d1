package io.xiaoer.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a webhook can ask for. */
enum Kind {
  /** Whatever the platform pushed, unless it is sent as {@link #MESSAGE_RECEIVED}. */
  EVENT_RECEIVED("event.received"),
  /** A customer's message. */
  MESSAGE_RECEIVED("message.received"),
  /** The platform has taken an answer. */
  MESSAGE_ACCEPTED("message.accepted"),
  CONVERSATION_ASSIGNED("conversation.assigned"),
  CONVERSATION_CLOSED("conversation.closed"),
  CONVERSATION_REOPENED("conversation.reopened");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** As the API and the tables name it. */
  String word() {
    return word;
  }

  static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Kind::word).toList();
  }
}
