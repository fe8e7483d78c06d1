package io.xiaoer.mcp;

import io.xiaoer.access.Permission;
import io.xiaoer.conversation.Conversation;
import io.xiaoer.conversation.ConversationJson;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.MessagePage;
import io.xiaoer.conversation.Conversations.Part;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.NamedConversation;
import io.xiaoer.conversation.Origin;
import io.xiaoer.proposal.Proposals;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One customer's chat. */
final class GetConversation implements Tool {
  static final String CONVERSATION = "conversation_id";
  private static final String BEFORE = "before";
  private static final String LIMIT = "limit";
  private static final int MAX = 100;

  private final Conversations conversations;
  private final Proposals proposals;

  GetConversation(Conversations conversations, Proposals proposals) {
    this.conversations = conversations;
    this.proposals = proposals;
  }

  @Override
  public String name() {
    return "get_conversation";
  }

  @Override
  public String about() {
    return "A conversation and its newest messages, oldest first: what the customer wrote"
        + " (direction in) and what the shop answered (direction out, with who wrote it and"
        + " whether the platform took it). last_message_id is what propose_reply and send_reply"
        + " ask for.";
  }

  @Override
  public Permission needs() {
    return Permission.CONVERSATIONS_READ;
  }

  @Override
  public List<Argument> takes() {
    return List.of(
        new Argument.ConversationId(CONVERSATION, "its id, from list_waiting or search_messages"),
        new Argument.Id(BEFORE, false, "the id of a message: only older ones"),
        new Argument.Count(LIMIT, MAX, 30, "how many messages at most"));
  }

  @Override
  public JsonNode call(Values values, Call call) {
    Conversation conversation = NamedConversation.find(conversations, values.text(CONVERSATION));
    // Before the messages: what comes between the two is newer, unless it is shown.
    long newest = proposals.newest(conversation.id());
    MessagePage page =
        conversations.messages(
            conversation.id(),
            values.count(LIMIT),
            values.id(BEFORE).<Part>map(Part.Before::new).orElseGet(Part.Newest::new));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.set("conversation", ConversationJson.conversation(conversation));
    ArrayNode messages = result.putArray("messages");
    ConversationJson.messages(page.messages()).forEach(messages::add);
    long seen =
        page.messages().stream()
            .filter(message -> !(message.origin() instanceof Origin.Auto))
            .mapToLong(Message::id)
            .reduce(newest, Math::max);
    return result.put("has_older", page.hasMore()).put("last_message_id", String.valueOf(seen));
  }
}
