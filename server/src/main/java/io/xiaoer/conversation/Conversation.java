package io.xiaoer.conversation;

import io.xiaoer.shop.ShopId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One customer of one shop.
 *
 * @param waitingSince when the oldest message that nobody has answered was written; null when none
 * @param assignee null while nobody serves it
 * @param assignedAt since when; null while nobody serves it, or when that was not kept yet
 * @param assignedBy who gave it to them, a username; empty: the server
 * @param open false when somebody has closed it and the customer has not written since
 * @param lastMessage what stands last in the chat; null before anything does
 * @param blocked nobody is called for it: it counts as neither unread nor waiting, see {@link
 *     Blocks}
 * @param details what other features know of it, as fields of its view
 */
public record Conversation(
    long id,
    ShopId shop,
    String openId,
    int unread,
    Instant lastMessageAt,
    @Nullable Instant waitingSince,
    Budget budget,
    @Nullable LastMessage lastMessage,
    @Nullable Assignee assignee,
    @Nullable Instant assignedAt,
    @Nullable String assignedBy,
    boolean open,
    boolean blocked,
    ObjectNode details) {

  /** Who serves it. */
  public record Assignee(String username, String name) {}

  /**
   * What a list shows of it.
   *
   * @param preview the beginning of its text; empty where it has none
   * @param state of an answer; null of what came in
   * @param by who wrote an answer, a username; null of what came in
   */
  public record LastMessage(
      long id,
      Message.Direction direction,
      String type,
      String preview,
      @Nullable SendState state,
      @Nullable String by) {
    @Override
    public String toString() {
      return "LastMessage[" + id + "]";
    }
  }

  @Override
  public String toString() {
    return "Conversation[" + id + "]";
  }
}
