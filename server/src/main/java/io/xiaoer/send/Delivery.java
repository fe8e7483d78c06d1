package io.xiaoer.send;

import io.xiaoer.conversation.MessageBody;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way, as it stood when this attempt began.
 *
 * @param attempts including the one that is being made; who settles must find the same number
 * @param setbacks tries that came to nothing since sending last stood still
 * @param tryingSince when the first of these tries began
 * @param doubtSince since when the platform may have it, from attempts before this one; null when
 *     it surely has not
 * @param begunAt when this attempt began
 */
record Delivery(
    long messageId,
    long conversationId,
    String shop,
    String openId,
    String requestId,
    MessageBody body,
    int attempts,
    int setbacks,
    Instant tryingSince,
    @Nullable Instant doubtSince,
    Instant begunAt) {
  @Override
  public String toString() {
    return "Delivery[message " + messageId + ", attempt " + attempts + "]";
  }
}
