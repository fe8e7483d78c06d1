package io.xiaoer.conversation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation, in or out.
 *
 * @param type the platform's msg_type, or {@code unknown}
 * @param body JSON, the fields of its type
 * @param state of an answer; null for what came in
 * @param error what the platform said last, of an answer that was not accepted
 */
public record Message(
    long id,
    long conversationId,
    String sortKey,
    Direction direction,
    Origin origin,
    String type,
    String body,
    @Nullable String msgId,
    @Nullable String clientId,
    @Nullable SendState state,
    @Nullable SendError error,
    @Nullable String by,
    Instant createdAt,
    Instant receivedAt) {

  /** Seen from the shop. */
  public enum Direction {
    IN,
    OUT
  }

  /** Who wrote it; {@code OTHER} is an agent or the system in the platform's own workbench. */
  public enum Origin {
    CUSTOMER,
    OTHER,
    AGENT
  }

  /** What the platform said, or with errcode 0 why it could not say anything. */
  public record SendError(int errcode, String errmsg, String rid) {}

  @Override
  public String toString() {
    return "Message[" + id + " " + direction + " " + type + " " + state + "]";
  }
}
