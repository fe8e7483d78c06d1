package io.xiaoer.search;

import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.shop.ShopId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A message that was found. */
public record Hit(
    long conversationId,
    long messageId,
    ShopId shop,
    String openId,
    @Nullable String remarkName,
    Instant at,
    Direction direction,
    String type,
    @Nullable String by,
    Snippet snippet) {

  @Override
  public String toString() {
    return "Hit[message " + messageId + "]";
  }
}
