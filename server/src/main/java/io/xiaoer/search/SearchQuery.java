package io.xiaoer.search;

import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for. An empty text is one that does not matter, and so is what is null.
 *
 * @param text words, all of which must be in a message, or an order's, product's or customer's id,
 *     or the name of an agent
 * @param shops those he may see, or the one he has chosen of them
 * @param from first moment
 * @param to first moment after the last
 * @param by username of who wrote it
 * @param conversation within which the words are looked for; names of people are words there
 */
public record SearchQuery(
    String text,
    ShopScope shops,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String by,
    @Nullable Direction direction,
    @Nullable String type,
    @Nullable String tag,
    @Nullable Long conversation) {

  /** As far as the message itself says it: not its text, and not its customer's tags. */
  boolean fits(Hit hit) {
    return shops.has(hit.shop())
        && (from == null || !hit.at().isBefore(from))
        && (to == null || hit.at().isBefore(to))
        && (by == null || by.equals(hit.by()))
        && (direction == null || direction == hit.direction())
        && (type == null || type.equals(hit.type()))
        && (conversation == null || conversation == hit.conversationId());
  }

  @Override
  public String toString() {
    return "Question[" + text.length() + " characters, " + shops + "]";
  }
}
