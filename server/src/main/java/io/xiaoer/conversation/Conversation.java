package io.xiaoer.conversation;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One customer of one shop.
 *
 * @param waitingSince when the oldest message that nobody has answered was written; null when none
 * @param lastMessage what stands last in the chat; null before anything does
 */
public record Conversation(
    long id,
    ShopId shop,
    String openId,
    int unread,
    Instant lastMessageAt,
    @Nullable Instant waitingSince,
    Budget budget,
    @Nullable Message lastMessage) {
  @Override
  public String toString() {
    return "Conversation[" + id + "]";
  }
}
