package io.xiaoer.conversation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a conversation, in or out.
 *
 * @param fields of the body, as the API shows them, with what other features know of it
 * @param state of an answer; null for what came in
 * @param error what the platform said last, of an answer that was not accepted
 * @param handling the rest of what is known of an answer; null for what came in
 */
public record Message(
    long id,
    long conversationId,
    String sortKey,
    Direction direction,
    Origin origin,
    MessageBody body,
    ObjectNode fields,
    @Nullable String msgId,
    @Nullable String clientId,
    @Nullable SendState state,
    @Nullable SendError error,
    @Nullable String by,
    Instant createdAt,
    Instant receivedAt,
    @Nullable Handling handling) {

  /** Seen from the shop. */
  public enum Direction {
    IN,
    OUT
  }

  /** What the platform said, or with errcode 0 why it could not say anything. */
  public record SendError(int errcode, String errmsg, String rid) {}

  /** What a person made of an answer that failed or of which nobody knows. */
  public enum Decision {
    /** It arrived, says somebody who could find out. */
    SENT,
    /** It is not wanted any more. */
    DROPPED
  }

  /**
   * How an answer is handled.
   *
   * @param automatic nobody wrote it
   * @param undoUntil it can be taken back until then; null when it left or was not held
   * @param nextTryAt while it is on its way
   */
  public record Handling(
      boolean automatic,
      @Nullable Instant undoUntil,
      @Nullable Instant nextTryAt,
      @Nullable Decision decision,
      @Nullable String decidedBy) {}

  /** The platform's msg_type, or {@code unknown}. */
  public String type() {
    return body.type();
  }

  /** About how long its words are, for who counts memory. */
  public int chars() {
    return switch (body) {
      case MessageBody.Words words -> words.words().length();
      case MessageBody.Unknown unknown -> unknown.raw().length();
      case MessageBody.Attachment _, MessageBody.Share _ -> 0;
    };
  }

  /** With these fields added, in place of those of the same name. */
  Message with(ObjectNode more) {
    ObjectNode whole = fields.deepCopy();
    whole.setAll(more);
    return new Message(
        id,
        conversationId,
        sortKey,
        direction,
        origin,
        body,
        whole,
        msgId,
        clientId,
        state,
        error,
        by,
        createdAt,
        receivedAt,
        handling);
  }

  @Override
  public String toString() {
    return "Message[" + id + " " + direction + " " + body.type() + " " + state + "]";
  }
}
