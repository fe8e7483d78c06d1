package io.xiaoer.webhook;

import io.xiaoer.conversation.ConversationEvent;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.Customer;
import io.xiaoer.events.EventJson;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.webhook.DeliveryTable.Due;
import io.xiaoer.webhook.DeliveryTable.Found;
import io.xiaoer.webhook.DeliveryTable.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events as they are sent: CloudEvents 1.0 as JSON, with the fields of Standard Webhooks. They are
 * made anew for each attempt from what is kept, and are the same each time.
 */
final class CloudEvents {
  private final EventLog log;
  private final Conversations conversations;
  private final Database database;

  CloudEvents(EventLog log, Conversations conversations, Database database) {
    this.log = log;
    this.conversations = conversations;
    this.database = database;
  }

  /** What a webhook gets of an entry; empty where it did not ask for it. */
  static Optional<Found> of(LogEntry entry, Webhook webhook) {
    Kind kind = EventJson.isMessage(entry) ? Kind.MESSAGE_RECEIVED : Kind.EVENT_RECEIVED;
    if (!webhook.types().contains(kind)) {
      kind = Kind.EVENT_RECEIVED;
    }
    return webhook.types().contains(kind) && webhook.shops().has(entry.shop())
        ? Optional.of(
            new Found(
                "log-" + entry.seq(),
                kind,
                Source.LOG,
                entry.seq(),
                customer(entry.shop(), entry.openId())))
        : Optional.empty();
  }

  /**
   * What a webhook gets of what happened to a conversation. After a restore the numbers of these
   * events are given out once more, so the id says when it was, too.
   */
  static Optional<Found> of(Kept kept, String openId, Webhook webhook) {
    return kind(kept.event())
        .filter(kind -> webhook.types().contains(kind) && webhook.shops().has(kept.shop()))
        .map(kind ->
            new Found(
                "conversation-%s-%s".formatted(kept.seq(), Micros.of(kept.happenedAt())),
                kind,
                Source.CONVERSATION,
                kept.seq(),
                customer(kept.shop(), openId)));
  }

  private static Optional<Kind> kind(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.CustomerWrote _ -> Optional.empty(); // As message.received.
      case ConversationEvent.EnteredQueue(var reason, String _) ->
          switch (reason) {
            case WROTE_AGAIN, REOPENED -> Optional.of(Kind.CONVERSATION_REOPENED);
            case NEW, RETURNED, MISSED, GROUP, PUT_BACK, RELEASED -> Optional.empty();
          };
      case ConversationEvent.Assigned _ -> Optional.of(Kind.CONVERSATION_ASSIGNED);
      case ConversationEvent.AnswerAccepted _ -> Optional.of(Kind.MESSAGE_ACCEPTED);
      case ConversationEvent.Closed _ -> Optional.of(Kind.CONVERSATION_CLOSED);
    };
  }

  private static String customer(ShopId shop, String openId) {
    return openId.isEmpty() ? "" : shop.value() + "|" + openId;
  }

  /** Empty when what it is made of is gone. */
  Optional<String> body(Due due) {
    return switch (due.source()) {
      case LOG ->
          log.after(due.sequence() - 1, 1, null).stream()
              .filter(entry -> entry.seq() == due.sequence())
              .findFirst()
              .map(entry -> body(due, entry));
      case CONVERSATION ->
          database.read(jdbc ->
              ConversationEvents.after(jdbc, due.sequence() - 1, 1).stream()
                  .filter(kept -> kept.seq() == due.sequence())
                  .findFirst()
                  .map(kept -> body(jdbc, due, kept)));
    };
  }

  private String body(Due due, LogEntry entry) {
    Long id =
        entry.openId().isEmpty()
            ? null
            : conversations
                .idsOf(List.of(new Customer(entry.shop(), entry.openId())))
                .get(new Customer(entry.shop(), entry.openId()));
    Long created = entry.createTime();
    return write(
        due,
        entry.shop(),
        entry.openId(),
        id,
        created == null ? entry.receivedAt() : Instant.ofEpochSecond(created),
        EventJson.of(entry, id));
  }

  private static String body(JdbcClient jdbc, Due due, Kept kept) {
    String openId = openId(jdbc, kept.conversationId());
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("conversation_id", String.valueOf(kept.conversationId()))
            .put("shop", kept.shop().value())
            .put("open_id", openId);
    switch (kept.event()) {
      case ConversationEvent.CustomerWrote(long messageId) ->
          data.put("message_id", String.valueOf(messageId));
      case ConversationEvent.EnteredQueue(var reason, String by) ->
          data.put("reason", Webhook.word(reason)).put("by", by);
      case ConversationEvent.Assigned(String agent, String by) ->
          data.put("agent", agent).put("by", by);
      case ConversationEvent.AnswerAccepted(long messageId, Instant since) -> {
        data.put("message_id", String.valueOf(messageId)).put("waiting_since", text(since));
        jdbc.sql("SELECT client_id, by_username, type FROM message WHERE id = ?")
            .param(messageId)
            .query(row -> {
              data.put("client_id", row.getString("client_id"))
                  .put("by", row.getString("by_username"))
                  .put("message_type", row.getString("type"));
            });
      }
      case ConversationEvent.Closed(String by, Instant since) ->
          data.put("by", by).put("waiting_since", text(since));
    }
    return write(due, kept.shop(), openId, kept.conversationId(), kept.happenedAt(), data);
  }

  private static String openId(JdbcClient jdbc, long conversation) {
    return jdbc.sql("SELECT open_id FROM conversation WHERE id = ?")
        .param(conversation)
        .query(String.class)
        .optional()
        .orElse("");
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  private static String write(
      Due due,
      ShopId shop,
      String openId,
      @Nullable Long conversation,
      Instant time,
      ObjectNode data) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("specversion", "1.0")
            .put("id", due.eventId())
            .put("source", "/xiaoer/shops/" + shop.value())
            .put("type", due.type());
    if (conversation != null) {
      event.put("subject", conversation.toString());
    }
    event
        .put("time", time.toString())
        .put("timestamp", time.toString())
        .put("datacontenttype", "application/json")
        .put("partitionkey", shop.value() + "|" + openId)
        .put("sequence", String.valueOf(due.sequence()));
    event.set("data", data);
    return JsonMapper.shared().writeValueAsString(event);
  }
}
