package io.xiaoer.conversation;

import io.xiaoer.conversation.Message.SendError;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a conversation. Whether it is in the queue, with somebody, or closed is what the
 * last of {@link EnteredQueue}, {@link Assigned} and {@link Closed} says.
 */
public sealed interface ConversationEvent {

  /** A message of the customer was kept. */
  record CustomerWrote(long messageId) implements ConversationEvent {}

  /**
   * It is open and nobody serves it.
   *
   * @param by empty when it came there by itself
   */
  record EnteredQueue(QueueReason reason, String by) implements ConversationEvent {}

  /**
   * Somebody serves it from now on.
   *
   * @param agent a username
   * @param by a username; empty when the customer wrote again to who served before, or the server
   *     shared it out
   */
  record Assigned(String agent, String by) implements ConversationEvent {}

  /**
   * The platform has an answer, or a person says that it has.
   *
   * @param waitingSince since when the customer had waited for it; null when nobody waited, or
   *     still waits
   */
  record AnswerAccepted(long messageId, @Nullable Instant waitingSince)
      implements ConversationEvent {}

  /** The platform will not have an answer, unless somebody sends it again. */
  record AnswerFailed(long messageId, SendError error) implements ConversationEvent {}

  /** Whether the platform has an answer is for a person to find out. */
  record AnswerUnknown(long messageId, SendError error) implements ConversationEvent {}

  /**
   * What people know of the customer is another.
   *
   * @param parts at least one
   * @param by a username; empty when nobody did it
   */
  record CustomerChanged(Set<CustomerPart> parts, String by) implements ConversationEvent {
    public CustomerChanged {
      parts = Set.copyOf(parts);
    }
  }

  /**
   * It was closed.
   *
   * @param waitingSince since when the customer had waited and got no answer; null when nobody
   *     waited
   */
  record Closed(String by, @Nullable Instant waitingSince) implements ConversationEvent {}

  /** Of what people know of a customer. */
  enum CustomerPart {
    REMARK_NAME,
    NOTE,
    TAGS,
    STARRED,
    /** That nobody is called for them. */
    BLOCKED
  }

  /** Why a conversation entered the queue. */
  enum QueueReason {
    /** Its first message. */
    NEW,
    /** The customer wrote into a closed one, and who served it is gone or offline. */
    WROTE_AGAIN,
    /** A person opened it again. */
    REOPENED,
    /** The customer waited for somebody who was offline. */
    RETURNED,
    /** Whom the server had given it to did not answer in time. */
    MISSED,
    /** Somebody handed it to a group of people. */
    GROUP,
    /** A person put it back. */
    PUT_BACK,
    /** Who served it may no longer serve the shop. */
    RELEASED
  }
}
