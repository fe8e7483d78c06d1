package io.xiaoer.conversation;

import io.xiaoer.conversation.ConversationEvent.AnswerAccepted;
import io.xiaoer.conversation.ConversationEvent.AnswerFailed;
import io.xiaoer.conversation.ConversationEvent.AnswerUnknown;
import io.xiaoer.conversation.ConversationEvent.Assigned;
import io.xiaoer.conversation.ConversationEvent.Closed;
import io.xiaoer.conversation.ConversationEvent.CustomerChanged;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import io.xiaoer.conversation.ConversationEvent.CustomerWrote;
import io.xiaoer.conversation.ConversationEvent.EnteredQueue;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.conversation.Message.SendError;
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
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Notes, in the transaction that changes it, that something is known otherwise of a customer. */
  public static void customerChanged(
      JdbcClient jdbc, long conversationId, Set<CustomerPart> parts, String by, Instant at) {
    append(jdbc, conversationId, new CustomerChanged(parts, by), Micros.of(at));
  }

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
                                              agent, by_name, waiting_since, errcode, errmsg,
                                              rid)
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
          + " CAST(? AS BIGINT), CAST(? AS INTEGER), CAST(? AS TEXT), CAST(? AS TEXT))";

  private static List<@Nullable Object> columns(ConversationEvent event) {
    return switch (event) {
      case CustomerWrote(long messageId) ->
          row("customer_wrote", messageId, null, null, null, null, null);
      case EnteredQueue(QueueReason reason, String by) ->
          row("entered_queue", null, ConversationMapper.lower(reason), null, by, null, null);
      case Assigned(String agent, String by) -> row("assigned", null, null, agent, by, null, null);
      case AnswerAccepted(long messageId, Instant waitingSince) ->
          row("answer_accepted", messageId, null, null, null, waitingSince, null);
      case AnswerFailed(long messageId, SendError error) ->
          row("answer_failed", messageId, null, null, null, null, error);
      case AnswerUnknown(long messageId, SendError error) ->
          row("answer_unknown", messageId, null, null, null, null, error);
      case CustomerChanged(Set<CustomerPart> parts, String by) ->
          row("customer_changed", null, words(parts), null, by, null, null);
      case Closed(String by, Instant waitingSince) ->
          row("closed", null, null, null, by, waitingSince, null);
    };
  }

  private static List<@Nullable Object> row(
      String type,
      @Nullable Long messageId,
      @Nullable String reason,
      @Nullable String agent,
      @Nullable String by,
      @Nullable Instant waitingSince,
      @Nullable SendError error) {
    return Arrays.asList(
        type,
        messageId,
        reason,
        agent,
        by,
        Micros.ofNullable(waitingSince),
        error == null ? null : error.errcode(),
        error == null ? null : error.errmsg(),
        error == null ? null : error.rid());
  }

  private static String words(Set<CustomerPart> parts) {
    return parts.stream().sorted().map(ConversationMapper::lower).collect(Collectors.joining(" "));
  }

  private static Set<CustomerPart> parts(String words) {
    return Arrays.stream(words.split(" ", -1))
        .map(word -> CustomerPart.valueOf(word.toUpperCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  /** The oldest first. */
  public static List<Kept> after(JdbcClient jdbc, long seq, int limit) {
    return jdbc.sql(
            """
            SELECT e.seq, e.conversation_id, c.shop, c.open_id, e.happened_at, e.type, e.message_id,
                   e.reason, e.agent, e.by_name, e.waiting_since, e.errcode, e.errmsg, e.rid
            FROM conversation_event e JOIN conversation c ON c.id = e.conversation_id
            WHERE e.seq > ? ORDER BY e.seq LIMIT ?
            """)
        .params(seq, limit)
        .query((row, _) -> kept(row))
        .list();
  }

  /** The numbers of all events of one conversation. */
  public static List<Long> numbers(JdbcClient jdbc, long conversationId) {
    return jdbc.sql("SELECT seq FROM conversation_event WHERE conversation_id = ?")
        .param(conversationId)
        .query((row, _) -> row.getLong("seq"))
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
      case "answer_failed" -> new AnswerFailed(row.getLong("message_id"), error(row));
      case "answer_unknown" -> new AnswerUnknown(row.getLong("message_id"), error(row));
      case "customer_changed" ->
          new CustomerChanged(parts(row.getString("reason")), row.getString("by_name"));
      case "closed" ->
          new Closed(row.getString("by_name"), Columns.instantOrNull(row, "waiting_since"));
      default -> throw new IllegalStateException("a conversation event of type " + type);
    };
  }

  private static SendError error(ResultSet row) throws SQLException {
    return new SendError(row.getInt("errcode"), row.getString("errmsg"), row.getString("rid"));
  }
}
