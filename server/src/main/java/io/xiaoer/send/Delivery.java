package io.xiaoer.send;

import java.time.Instant;

/**
 * One answer on its way, as it stood when this attempt began.
 *
 * @param attempts including the one that is being made
 * @param firstTryAt when the first attempt began
 */
record Delivery(
    long messageId,
    long conversationId,
    String shop,
    String openId,
    String requestId,
    String type,
    String body,
    int attempts,
    Instant firstTryAt) {
  @Override
  public String toString() {
    return "Delivery[message " + messageId + ", attempt " + attempts + "]";
  }
}
