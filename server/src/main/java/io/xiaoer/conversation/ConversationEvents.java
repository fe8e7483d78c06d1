package io.xiaoer.conversation;

import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.Assigned;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Tuples;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The kept events of conversations. They are appended in the transaction that makes them true, and
 * their numbers rise in the order in which they become visible, on both engines.
 */
public final class ConversationEvents {
  private ConversationEvents() {}

  /** An event in its place. */
  public record Kept(
      long seq,
      long conversationId,
      ShopId shop,
      String openId,
      Instant happenedAt,
      ConversationEvent event) {
    @Override
    public String toString() {
      return "Kept[%s: %s of conversation %s]".formatted(seq, event, conversationId);
    }
  }

  /** An event to be. */
  record New(long conversationId, ConversationEvent event) {}

  static void append(JdbcClient jdbc, long conversationId, ConversationEvent event, long at) {
    appendAll(jdbc, List.of(new New(conversationId, event)), at);
  }

  static void appendAll(JdbcClient jdbc, List<New> events, long at) {
    for (List<New> slice : Tuples.slices(events)) {
      List<@Nullable Object> values = new ArrayList<>();
      slice.forEach(one -> {
        values.add(one.conversationId);
        values.add(at);
        values.addAll(columns(one.event));
      });
      jdbc.sql(
              """
              INSERT INTO conversation_event (conversation_id, happened_at, type, message_id, reason,
                                              agent, by_name, waiting_since)
              VALUES %s
              """
                  .formatted(Tuples.of(slice.size(), ROW)))
          .params(values)
          .update();
    }
  }

  /** PostgreSQL must be told what a NULL would be. */
  private static final String ROW =
      "(?, ?, ?, CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT),"
          + " CAST(? AS BIGINT))";

  private static List<@Nullable Object> columns(ConversationEvent event) {
    return switch (event) {
      case CustomerWrote(long messageId) ->
          Arrays.asList("customer_wrote", messageId, null, null, null, null);
      case EnteredQueue(QueueReason reason, String by) ->
          Arrays.asList("entered_queue", null, ConversationMapper.lower(reason), null, by, null);
      case Assigned(String agent, String by) ->
          Arrays.asList("assigned", null, null, agent, by, null);
      case AnswerAccepted(long messageId, Instant waitingSince) ->
          Arrays.asList(
              "answer_accepted", messageId, null, null, null, Micros.ofNullable(waitingSince));
      case Closed(String by, Instant waitingSince) ->
          Arrays.asList("closed", null, null, null, by, Micros.ofNullable(waitingSince));
    };
  }

  /** The oldest first. */
  public static List<Kept> after(JdbcClient jdbc, long seq, int limit) {
    return jdbc.sql(
            """
            SELECT e.seq, e.conversation_id, c.shop, c.open_id, e.happened_at, e.type, e.message_id,
                   e.reason, e.agent, e.by_name, e.waiting_since
            FROM conversation_event e JOIN conversation c ON c.id = e.conversation_id
            WHERE e.seq > ? ORDER BY e.seq LIMIT ?
            """)
        .params(seq, limit)
        .query((row, _) -> kept(row))
        .list();
  }

  /** The newest one's number; 0 when there is none. */
  public static long lastSeq(JdbcClient jdbc) {
    return jdbc.sql("SELECT coalesce(max(seq), 0) FROM conversation_event")
        .query(Long.class)
        .single();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getLong("seq"),
        row.getLong("conversation_id"),
        new ShopId(row.getString("shop")),
        row.getString("open_id"),
        Columns.instant(row, "happened_at"),
        event(row));
  }

  private static ConversationEvent event(ResultSet row) throws SQLException {
    String type = row.getString("type");
    return switch (type) {
      case "customer_wrote" -> new CustomerWrote(row.getLong("message_id"));
      case "entered_queue" ->
          new EnteredQueue(
              Columns.constant(row, "reason", QueueReason.class), row.getString("by_name"));
      case "assigned" -> new Assigned(row.getString("agent"), row.getString("by_name"));
      case "answer_accepted" ->
          new AnswerAccepted(
              row.getLong("message_id"), Columns.instantOrNull(row, "waiting_since"));
      case "closed" ->
          new Closed(row.getString("by_name"), Columns.instantOrNull(row, "waiting_since"));
      default -> throw new IllegalStateException("a conversation event of type " + type);
    };
  }
}
