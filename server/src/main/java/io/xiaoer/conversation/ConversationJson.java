package io.xiaoer.conversation;

import io.xiaoer.conversation.Conversation.Assignee;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Conversations and messages as JSON; the same shapes for REST and for the live connection. */
public final class ConversationJson {
  private ConversationJson() {}

  public static ObjectNode conversation(Conversation conversation) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", String.valueOf(conversation.id()));
    node.put("shop", conversation.shop().value());
    node.put("open_id", conversation.openId());
    node.put("unread", conversation.unread());
    node.put("last_message_at", conversation.lastMessageAt().toString());
    node.put("waiting_since", text(conversation.waitingSince()));
    node.putObject("budget")
        .put("left", conversation.budget().left())
        .put("automatic_left", conversation.budget().automaticLeft())
        .put("expires_at", text(conversation.budget().expiresAt()));
    node.put("blocked", conversation.blocked());
    node.setAll(conversation.details());
    Assignee assignee = conversation.assignee();
    if (assignee == null) {
      node.putNull("assignee");
    } else {
      node.putObject("assignee").put("username", assignee.username()).put("name", assignee.name());
    }
    node.put("assigned_at", text(conversation.assignedAt()));
    node.put("assigned_by", conversation.assignedBy());
    node.put("open", conversation.open());
    Conversation.LastMessage last = conversation.lastMessage();
    if (last == null) {
      node.putNull("last_message");
    } else {
      node.putObject("last_message")
          .put("id", String.valueOf(last.id()))
          .put("direction", lower(last.direction()))
          .put("type", last.type())
          .put("preview", last.preview())
          .put("state", lower(last.state()))
          .put("by", last.by());
    }
    return node;
  }

  public static ObjectNode message(Message message) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", String.valueOf(message.id()));
    node.put("conversation_id", String.valueOf(message.conversationId()));
    node.put("sort_key", message.sortKey());
    node.put("direction", lower(message.direction()));
    node.put("origin", message.origin().word());
    node.put("type", message.type());
    node.set(message.type(), message.fields());
    node.put("msg_id", message.msgId());
    node.put("client_id", message.clientId());
    node.put("state", lower(message.state()));
    Message.SendError error = message.error();
    if (error == null) {
      node.putNull("error");
    } else {
      node.putObject("error")
          .put("errcode", error.errcode())
          .put("errmsg", error.errmsg())
          .put("rid", error.rid());
    }
    node.put("by", message.by());
    node.put("created_at", message.createdAt().toString());
    node.put("received_at", message.receivedAt().toString());
    Message.Handling handling = message.handling();
    if (handling != null) {
      node.put("automatic", handling.automatic());
      node.put("can_undo_until", text(handling.undoUntil()));
      node.put("next_try_at", text(handling.nextTryAt()));
      node.put("decision", lower(handling.decision()));
      node.put("decided_by", handling.decidedBy());
    }
    return node;
  }

  public static List<ObjectNode> conversations(List<Conversation> conversations) {
    return conversations.stream().map(ConversationJson::conversation).toList();
  }

  public static List<ObjectNode> messages(List<Message> messages) {
    return messages.stream().map(ConversationJson::message).toList();
  }

  private static @Nullable String lower(@Nullable Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
