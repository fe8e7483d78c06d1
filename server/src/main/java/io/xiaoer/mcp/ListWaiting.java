package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.ConversationFilter;
import io.xiaoer.conversation.ConversationJson;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.Order;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Who waits for an answer, as the desk's list has them. */
final class ListWaiting implements Tool {
  private static final String LIMIT = "limit";
  private static final int MAX = 50;

  private final Conversations conversations;

  ListWaiting(Conversations conversations) {
    this.conversations = conversations;
  }

  @Override
  public String name() {
    return "list_waiting";
  }

  @Override
  public String about() {
    return "Customers who wait for an answer, who waits longest first. Each is a conversation with"
        + " its id, its shop, since when the customer waits, who serves it (assignee; null:"
        + " nobody), and how many answers the platform still takes (budget).";
  }

  @Override
  public Permission needs() {
    return Permission.CONVERSATIONS_READ;
  }

  @Override
  public List<Argument> takes() {
    return List.of(
        new Argument.Shop(false, "only of this shop, by its id"),
        new Argument.Count(LIMIT, MAX, 20, "how many at most"));
  }

  @Override
  public JsonNode call(Values values, Call call) {
    int limit = values.count(LIMIT);
    List<Conversation> waiting =
        conversations
            .list(ConversationFilter.all(call.shops()), Order.WAITING, limit + 1, null)
            .conversations()
            .stream()
            .filter(one -> one.waitingSince() != null && !one.blocked())
            .toList();
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ArrayNode shown = result.putArray("conversations");
    waiting.stream().limit(limit).map(ConversationJson::conversation).forEach(shown::add);
    return result.put("has_more", waiting.size() > limit);
  }
}
