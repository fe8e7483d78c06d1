package io.xiaoer.cloudevent;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What kinds of events there are to ask for. */
public enum EventKind {
  /** Whatever the platform pushed, unless it is sent as {@link #MESSAGE_RECEIVED}. */
  EVENT_RECEIVED("event.received"),
  /** A customer's message. */
  MESSAGE_RECEIVED("message.received"),
  /** The platform has taken an answer. */
  MESSAGE_ACCEPTED("message.accepted"),
  /** The platform will not have it. */
  MESSAGE_FAILED("message.failed"),
  /** Nobody knows whether the platform has it. */
  MESSAGE_UNKNOWN("message.unknown"),
  CONVERSATION_ASSIGNED("conversation.assigned"),
  CONVERSATION_CLOSED("conversation.closed"),
  CONVERSATION_REOPENED("conversation.reopened"),
  /** Its name, note, tags, star or block. */
  CUSTOMER_CHANGED("customer.changed");

  private final String word;

  EventKind(String word) {
    this.word = word;
  }

  /** As the API and the tables name it. */
  public String word() {
    return word;
  }

  public static Optional<EventKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(EventKind::word).toList();
  }
}
