package io.xiaoer.conversation;

import io.xiaoer.conversation.Conversation.Assignee;
import io.xiaoer.conversation.Message.Decision;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rows of the tables as values. A list of conversations never touches the body of a message, which
 * may have a mebibyte; SQLite would read it to come to the columns behind it. So the state is asked
 * for only of answers, whose bodies are small.
 */
final class ConversationMapper {
  static final String MESSAGE_COLUMNS =
      """
      m.id AS m_id, m.conversation_id AS m_conversation_id, m.sort_key, m.direction, m.origin,
      m.type, m.body, m.msg_id, m.client_id, m.state, m.errcode, m.errmsg, m.rid, m.by_username,
      m.created_at AS m_created_at, m.received_at, m.automatic, m.undo_until, m.next_try_at,
      m.decision, m.decided_by
      """;

  static final String CONVERSATION_COLUMNS =
      """
      c.id AS c_id, c.shop, c.open_id, c.unread, c.last_message_at, c.waiting_since,
      c.window_opened_at, c.window_used, c.blocked_until, c.assignee, c.assigned_at, c.assigned_by, c.closed_at,
      (SELECT s.name FROM staff s WHERE s.username = c.assignee) AS assignee_name,
      m.id AS m_id, m.direction, m.type, c.last_preview,
      CASE WHEN m.direction = 'out' THEN m.state END AS state,
      CASE WHEN m.direction = 'out' THEN m.by_username END AS by_username
      """;

  static final String CONVERSATION_FROM =
      " FROM conversation c LEFT JOIN message m ON m.id = c.last_message_id ";

  private ConversationMapper() {}

  static Conversation conversation(ResultSet row, Instant now) throws SQLException {
    Instant blockedUntil = Columns.instantOrNull(row, "blocked_until");
    boolean blocked = blockedUntil != null && now.isBefore(blockedUntil);
    return new Conversation(
        row.getLong("c_id"),
        new ShopId(row.getString("shop")),
        row.getString("open_id"),
        blocked ? 0 : row.getInt("unread"),
        Columns.instant(row, "last_message_at"),
        blocked ? null : waitingSince(row, blockedUntil),
        Budget.of(Columns.instantOrNull(row, "window_opened_at"), row.getInt("window_used"), now),
        row.getString("direction") == null ? null : lastMessage(row),
        assignee(row),
        row.getString("assignee") == null ? null : Columns.instantOrNull(row, "assigned_at"),
        row.getString("assignee") == null ? null : row.getString("assigned_by"),
        row.getString("closed_at") == null,
        blocked,
        JsonNodeFactory.instance.objectNode());
  }

  private static Conversation.LastMessage lastMessage(ResultSet row) throws SQLException {
    return new Conversation.LastMessage(
        row.getLong("m_id"),
        Columns.constant(row, "direction", Direction.class),
        row.getString("type"),
        row.getString("last_preview"),
        Columns.constantOrNull(row, "state", SendState.class),
        row.getString("by_username"));
  }

  /** Who waited while blocked waits from the end of the block, also before it is tidied away. */
  private static @Nullable Instant waitingSince(ResultSet row, @Nullable Instant blockedUntil)
      throws SQLException {
    Instant since = Columns.instantOrNull(row, "waiting_since");
    return since != null && blockedUntil != null && since.isBefore(blockedUntil)
        ? blockedUntil
        : since;
  }

  private static @Nullable Assignee assignee(ResultSet row) throws SQLException {
    String username = row.getString("assignee");
    String name = row.getString("assignee_name");
    return username == null ? null : new Assignee(username, name == null ? username : name);
  }

  static Message message(ResultSet row) throws SQLException {
    SendState state = Columns.constantOrNull(row, "state", SendState.class);
    ObjectNode fields = MessageBodyCodec.fields(row.getString("body"));
    return new Message(
        row.getLong("m_id"),
        row.getLong("m_conversation_id"),
        row.getString("sort_key"),
        Columns.constant(row, "direction", Direction.class),
        Origin.of(row.getString("origin"), row.getString("by_username")),
        MessageBodyCodec.read(row.getString("type"), fields),
        fields,
        row.getString("msg_id"),
        row.getString("client_id"),
        state,
        error(row),
        row.getString("by_username"),
        Columns.instant(row, "m_created_at"),
        Columns.instant(row, "received_at"),
        state == null ? null : handling(row));
  }

  private static Message.Handling handling(ResultSet row) throws SQLException {
    return new Message.Handling(
        row.getInt("automatic") != 0,
        Columns.instantOrNull(row, "undo_until"),
        Columns.instantOrNull(row, "next_try_at"),
        Columns.constantOrNull(row, "decision", Decision.class),
        row.getString("decided_by"));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static @Nullable SendError error(ResultSet row) throws SQLException {
    Integer errcode = Columns.integerOrNull(row, "errcode");
    return errcode == null
        ? null
        : new SendError(errcode, row.getString("errmsg"), row.getString("rid"));
  }
}
