package io.xiaoer.cloudevent;

import io.xiaoer.cloudevent.EventRef.Source;
import io.xiaoer.conversation.ConversationEvent;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.conversation.Conversations;
import io.xiaoer.conversation.Conversations.Customer;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.events.EventJson;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogEntry;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events as they are sent: CloudEvents 1.0 as JSON, with the fields of Standard Webhooks. They are
 * made anew for each attempt from what is kept, and are the same each time.
 */
public final class CloudEvents {
  private static final Set<EventKind> ALL = EnumSet.allOf(EventKind.class);

  private final EventLog log;
  private final Conversations conversations;
  private final Database database;

  /** What is sent, and what it is made of: an {@link EventRef} as it was kept. */
  public record Sent(String id, String type, Source source, long sequence) {
    static Sent of(EventRef ref) {
      return new Sent(ref.id(), ref.kind().word(), ref.source(), ref.sequence());
    }
  }

  CloudEvents(EventLog log, Conversations conversations, Database database) {
    this.log = log;
    this.conversations = conversations;
    this.database = database;
  }

  /** What somebody who asked for these kinds gets of an entry; empty where that is nothing. */
  public static Optional<EventRef> of(LogEntry entry, Set<EventKind> kinds, ShopScope shops) {
    EventKind kind =
        EventJson.isMessage(entry) ? EventKind.MESSAGE_RECEIVED : EventKind.EVENT_RECEIVED;
    if (!kinds.contains(kind)) {
      kind = EventKind.EVENT_RECEIVED;
    }
    return kinds.contains(kind) && shops.has(entry.shop()) && !entry.isErased()
        ? Optional.of(
            new EventRef(
                "log-" + entry.seq(),
                kind,
                Source.LOG,
                entry.seq(),
                customer(entry.shop(), entry.openId())))
        : Optional.empty();
  }

  /**
   * What they get of what happened to a conversation. After a restore the numbers of these events
   * are given out once more, so the id says when it was, too.
   */
  public static Optional<EventRef> of(Kept kept, Set<EventKind> kinds, ShopScope shops) {
    return kind(kept.event())
        .filter(kind -> kinds.contains(kind) && shops.has(kept.shop()))
        .map(kind ->
            new EventRef(
                "conversation-%s-%s".formatted(kept.seq(), Micros.of(kept.happenedAt())),
                kind,
                Source.CONVERSATION,
                kept.seq(),
                customer(kept.shop(), kept.openId())));
  }

  private static Optional<EventKind> kind(ConversationEvent event) {
    return switch (event) {
      case ConversationEvent.CustomerWrote _ -> Optional.empty(); // As message.received.
      case ConversationEvent.EnteredQueue(var reason, String _) ->
          switch (reason) {
            case WROTE_AGAIN, REOPENED -> Optional.of(EventKind.CONVERSATION_REOPENED);
            case NEW, RETURNED, MISSED, GROUP, PUT_BACK, RELEASED -> Optional.empty();
          };
      case ConversationEvent.Assigned _ -> Optional.of(EventKind.CONVERSATION_ASSIGNED);
      case ConversationEvent.AnswerAccepted _ -> Optional.of(EventKind.MESSAGE_ACCEPTED);
      case ConversationEvent.AnswerFailed _ -> Optional.of(EventKind.MESSAGE_FAILED);
      case ConversationEvent.AnswerUnknown _ -> Optional.of(EventKind.MESSAGE_UNKNOWN);
      case ConversationEvent.CustomerChanged _ -> Optional.of(EventKind.CUSTOMER_CHANGED);
      case ConversationEvent.Closed _ -> Optional.of(EventKind.CONVERSATION_CLOSED);
    };
  }

  private static String customer(ShopId shop, String openId) {
    return openId.isEmpty() ? "" : partitionKey(shop, openId);
  }

  private static String partitionKey(ShopId shop, String openId) {
    return shop.value() + "|" + openId;
  }

  /** Empty when what it is made of is gone. */
  public Optional<String> json(Sent sent) {
    return switch (sent.source) {
      case LOG ->
          log.after(sent.sequence - 1, 1, null).stream()
              .filter(entry -> entry.seq() == sent.sequence && !entry.isErased())
              .findFirst()
              .map(entry -> json(sent, entry, ids(List.of(entry)).get(customer(entry))));
      case CONVERSATION ->
          database.read(jdbc ->
              ConversationEvents.after(jdbc, sent.sequence - 1, 1).stream()
                  .filter(kept -> kept.seq() == sent.sequence)
                  .findFirst()
                  .map(kept -> json(jdbc, sent, kept)));
    };
  }

  /** All of them in their order, each as what it is: a message is sent as one only. */
  public List<CloudEvent> all(EventFeed.Page page) {
    Map<Customer, Long> ids = ids(page.entries());
    List<CloudEvent> events = new ArrayList<>();
    for (LogEntry entry : page.entries()) {
      of(entry, ALL, ShopScope.all())
          .map(ref ->
              new CloudEvent(
                  ref.id(),
                  partitionKey(entry.shop(), entry.openId()),
                  json(Sent.of(ref), entry, ids.get(customer(entry)))))
          .ifPresent(events::add);
    }
    if (!page.happened().isEmpty()) {
      database.read(jdbc -> {
        for (Kept kept : page.happened()) {
          of(kept, ALL, ShopScope.all())
              .map(ref ->
                  new CloudEvent(
                      ref.id(),
                      partitionKey(kept.shop(), kept.openId()),
                      json(jdbc, Sent.of(ref), kept)))
              .ifPresent(events::add);
        }
        return true;
      });
    }
    return events;
  }

  private Map<Customer, Long> ids(List<LogEntry> entries) {
    return conversations.idsOf(
        entries.stream()
            .filter(entry -> !entry.openId().isEmpty())
            .map(CloudEvents::customer)
            .toList());
  }

  private static Customer customer(LogEntry entry) {
    return new Customer(entry.shop(), entry.openId());
  }

  private static String json(Sent sent, LogEntry entry, @Nullable Long id) {
    Long created = entry.createTime();
    return write(
        sent,
        entry.shop(),
        entry.openId(),
        id,
        created == null ? entry.receivedAt() : Instant.ofEpochSecond(created),
        EventJson.of(entry, id));
  }

  static String json(JdbcClient jdbc, Sent sent, Kept kept) {
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("conversation_id", String.valueOf(kept.conversationId()))
            .put("shop", kept.shop().value())
            .put("open_id", kept.openId());
    switch (kept.event()) {
      case ConversationEvent.CustomerWrote(long messageId) ->
          data.put("message_id", String.valueOf(messageId));
      case ConversationEvent.EnteredQueue(var reason, String by) ->
          data.put("reason", word(reason)).put("by", by);
      case ConversationEvent.Assigned(String agent, String by) ->
          data.put("agent", agent).put("by", by);
      case ConversationEvent.AnswerAccepted(long messageId, Instant since) -> {
        putMessage(jdbc, messageId, data);
        data.put("waiting_since", text(since));
      }
      case ConversationEvent.AnswerFailed(long messageId, SendError error) -> {
        putMessage(jdbc, messageId, data);
        putError(error, data);
      }
      case ConversationEvent.AnswerUnknown(long messageId, SendError error) -> {
        putMessage(jdbc, messageId, data);
        putError(error, data);
      }
      case ConversationEvent.CustomerChanged(Set<CustomerPart> parts, String by) -> {
        ArrayNode changed = data.putArray("changed");
        parts.stream().sorted().forEach(part -> changed.add(word(part)));
        data.put("by", by);
      }
      case ConversationEvent.Closed(String by, Instant since) ->
          data.put("by", by).put("waiting_since", text(since));
    }
    return write(sent, kept.shop(), kept.openId(), kept.conversationId(), kept.happenedAt(), data);
  }

  /** Of a message what never changes. */
  private static void putMessage(JdbcClient jdbc, long messageId, ObjectNode data) {
    data.put("message_id", String.valueOf(messageId));
    jdbc.sql("SELECT client_id, by_username, type FROM message WHERE id = ?")
        .param(messageId)
        .query(row -> {
          data.put("client_id", row.getString("client_id"))
              .put("by", row.getString("by_username"))
              .put("message_type", row.getString("type"));
        });
  }

  private static void putError(SendError error, ObjectNode data) {
    data.put("errcode", error.errcode()).put("errmsg", error.errmsg()).put("rid", error.rid());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  private static String write(
      Sent sent,
      ShopId shop,
      String openId,
      @Nullable Long conversation,
      Instant time,
      ObjectNode data) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("specversion", "1.0")
            .put("id", sent.id)
            .put("source", "/xiaoer/shops/" + shop.value())
            .put("type", sent.type);
    if (conversation != null) {
      event.put("subject", conversation.toString());
    }
    event
        .put("time", time.toString())
        .put("timestamp", time.toString())
        .put("datacontenttype", "application/json")
        .put("partitionkey", partitionKey(shop, openId))
        .put("sequence", String.valueOf(sent.sequence));
    event.set("data", data);
    return JsonMapper.shared().writeValueAsString(event);
  }
}
