package io.xiaoer.conversation;

import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The shop's own messages in a conversation: how they enter it, and what becomes of them. Works
 * inside a transaction of {@code send}, which alone decides when.
 */
public final class Outgoing {
  private final Changes changes;

  Outgoing(Changes changes) {
    this.changes = changes;
  }

  /** What became of a message that was to be added. */
  public sealed interface Added {
    /** It is there, {@code again} when the same client_id had brought it before. */
    record Kept(long messageId, boolean again) implements Added {}

    record NoConversation() implements Added {}

    /** The platform would refuse it, so it is not even tried. */
    record OverBudget(Budget budget) implements Added {}

    /** The client_id was used before for something else. */
    record ClientIdTaken() implements Added {}
  }

  /** A message that is to be added. */
  public record New(
      long conversationId,
      String clientId,
      String requestId,
      String type,
      String body,
      String by,
      Instant at) {}

  public Added add(JdbcClient jdbc, New message) {
    Optional<Added> before = sameClientId(jdbc, message);
    if (before.isPresent()) {
      return before.get();
    }
    record Conversation(
        String lastSortKey, String windowSortKey, @Nullable Instant openedAt, int used) {}
    Conversation conversation =
        jdbc.sql(
                """
                SELECT last_sort_key, window_sort_key, window_opened_at, window_used
                FROM conversation WHERE id = ?
                """)
            .param(message.conversationId)
            .query((row, _) -> {
              long openedAt = row.getLong(3);
              return new Conversation(
                  row.getString(1),
                  row.getString(2),
                  row.wasNull() ? null : Micros.instant(openedAt),
                  row.getInt(4));
            })
            .optional()
            .orElse(null);
    if (conversation == null) {
      return new Added.NoConversation();
    }
    Budget budget = Budget.of(conversation.openedAt, conversation.used, message.at);
    if (budget.left() == 0) {
      return new Added.OverBudget(budget);
    }
    String sortKey = SortKey.behind(conversation.lastSortKey);
    long at = Micros.of(message.at);
    Long id =
        jdbc.sql(
                """
                INSERT INTO message (conversation_id, sort_key, direction, origin, type, body,
                                     client_id, request_id, window_sort_key, state, by_username,
                                     created_at, received_at)
                VALUES (?, ?, 'out', 'agent', ?, ?, ?, ?, ?, 'queued', ?, ?, ?)
                RETURNING id
                """)
            .params(
                message.conversationId,
                sortKey,
                message.type,
                message.body,
                message.clientId,
                message.requestId,
                conversation.windowSortKey,
                message.by,
                at,
                at)
            .query(Long.class)
            .single();
    jdbc.sql(
            """
            UPDATE conversation
            SET last_message_id = ?, last_sort_key = ?, last_message_at = ?,
                window_used = window_used + 1
            WHERE id = ?
            """)
        .params(id, sortKey, at, message.conversationId)
        .update();
    Changes.note(jdbc, message.conversationId, id, at);
    return new Added.Kept(id, false);
  }

  /** Writes where a message stands now. */
  public void move(
      JdbcClient jdbc, long messageId, SendState state, @Nullable SendError error, Instant at) {
    long conversationId =
        jdbc.sql(
                """
                UPDATE message SET state = :state, errcode = :errcode, errmsg = :errmsg, rid = :rid
                WHERE id = :id RETURNING conversation_id
                """)
            .param("state", Rows.lower(state))
            .param("errcode", error == null ? null : error.errcode())
            .param("errmsg", error == null ? null : error.errmsg())
            .param("rid", error == null ? null : error.rid())
            .param("id", messageId)
            .query(Long.class)
            .single();
    switch (state) {
      case FAILED -> giveBack(jdbc, messageId);
      case QUEUED, SENDING, UNKNOWN, ACCEPTED -> {}
    }
    Changes.note(jdbc, conversationId, messageId, Micros.of(at));
  }

  /** The platform has it: its msg_id is noted, and who waited has been answered. */
  public void accepted(JdbcClient jdbc, long messageId, String msgId, Instant at) {
    move(jdbc, messageId, SendState.ACCEPTED, null, at);
    if (!msgId.isEmpty()) {
      jdbc.sql("UPDATE message SET msg_id = ? WHERE id = ?").params(msgId, messageId).update();
    }
    // Somebody waits still if he wrote after what this message answers.
    jdbc.sql(
            """
            UPDATE conversation
            SET waiting_since = (SELECT min(i.created_at) FROM message i, message o
                                 WHERE o.id = :id AND i.conversation_id = conversation.id
                                   AND i.direction = 'in' AND i.origin = 'customer'
                                   AND i.sort_key > o.sort_key)
            WHERE id = (SELECT conversation_id FROM message WHERE id = :id)
            """)
        .param("id", messageId)
        .update();
  }

  /** Called after the transaction has committed. */
  public void announce() {
    changes.announce();
  }

  /** A message that failed was not sent and does not count, if its window is still the open one. */
  private static void giveBack(JdbcClient jdbc, long messageId) {
    jdbc.sql(
            """
            UPDATE conversation SET window_used = window_used - 1
            WHERE window_used > 0
              AND EXISTS (SELECT 1 FROM message m
                          WHERE m.id = ? AND m.conversation_id = conversation.id
                            AND m.window_sort_key = conversation.window_sort_key)
            """)
        .param(messageId)
        .update();
  }

  private static Optional<Added> sameClientId(JdbcClient jdbc, New message) {
    return jdbc.sql(
            "SELECT id, type, body FROM message WHERE conversation_id = ? AND client_id = ?")
        .params(message.conversationId, message.clientId)
        .query((row, _) ->
            row.getString(2).equals(message.type) && row.getString(3).equals(message.body)
                ? new Added.Kept(row.getLong(1), true)
                : new Added.ClientIdTaken())
        .optional()
        .map(added -> (Added) added);
  }
}
