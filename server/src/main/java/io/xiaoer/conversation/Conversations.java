package io.xiaoer.conversation;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Conversations and messages, to read, and the one thing a reader does to them: reading. */
public final class Conversations {
  private final Database database;
  private final Changes changes;
  private final InstantSource clock;

  Conversations(Database database, Changes changes, InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.clock = clock;
  }

  /** How a list is sorted. */
  public enum Order {
    /** By the last message, newest first. */
    NEWEST,
    /** Who waits longest first, then those who do not wait, newest first. */
    WAITING
  }

  /**
   * One page of the list.
   *
   * @param next where the next page begins; null on the last one
   * @param seq the change sequence at the moment of reading
   */
  public record ConversationPage(
      List<Conversation> conversations, @Nullable PageCursor next, long seq) {}

  /** One page of a chat, oldest first. */
  public record MessagePage(List<Message> messages, boolean hasMore, long seq) {}

  public ConversationPage list(
      @Nullable ShopId shop, Order order, int limit, @Nullable PageCursor cursor) {
    Instant now = clock.instant();
    return database.read(jdbc -> {
      List<Conversation> found = new ArrayList<>();
      boolean waitingFirst = order == Order.WAITING;
      int wanted = limit + 1;
      if (waitingFirst && (cursor == null || cursor.waiting())) {
        found.addAll(waiting(jdbc, shop, cursor, wanted, now));
      }
      if (found.size() < wanted) {
        PageCursor from = cursor != null && !cursor.waiting() ? cursor : null;
        found.addAll(newest(jdbc, shop, from, waitingFirst, wanted - found.size(), now));
      }
      boolean more = found.size() > limit;
      List<Conversation> page = more ? found.subList(0, limit) : found;
      return new ConversationPage(
          List.copyOf(page),
          more ? PageCursor.after(page.getLast(), waitingFirst) : null,
          Changes.lastSeq(jdbc));
    });
  }

  public Optional<Conversation> find(long id) {
    return byIds(List.of(id)).stream().findFirst();
  }

  public List<Conversation> byIds(Collection<Long> ids) {
    Instant now = clock.instant();
    return ids.isEmpty()
        ? List.of()
        : database.read(jdbc ->
            jdbc.sql(
                    "SELECT "
                        + Rows.CONVERSATION_COLUMNS
                        + Rows.CONVERSATION_FROM
                        + "WHERE c.id IN (:ids)")
                .param("ids", ids)
                .query((row, _) -> Rows.conversation(row, now))
                .list());
  }

  public List<Message> messagesByIds(Collection<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : database.read(jdbc ->
            jdbc.sql("SELECT " + Rows.MESSAGE_COLUMNS + " FROM message m WHERE m.id IN (:ids)")
                .param("ids", ids)
                .query((row, _) -> Rows.message(row))
                .list());
  }

  /** The newest {@code limit} messages, or those before {@code beforeMessage}. */
  public MessagePage messages(long conversationId, int limit, @Nullable Long beforeMessage) {
    return database.read(jdbc -> {
      String before =
          beforeMessage == null
              ? ""
              : """
              AND (m.sort_key, m.id) <
                  (SELECT b.sort_key, b.id FROM message b
                   WHERE b.id = :before AND b.conversation_id = :conversation)
              """;
      var statement =
          jdbc.sql(
                  "SELECT "
                      + Rows.MESSAGE_COLUMNS
                      + " FROM message m WHERE m.conversation_id = :conversation "
                      + before
                      + " ORDER BY m.sort_key DESC, m.id DESC LIMIT :limit")
              .param("conversation", conversationId)
              .param("limit", limit + 1);
      if (beforeMessage != null) {
        statement = statement.param("before", beforeMessage);
      }
      List<Message> newestFirst = statement.query((row, _) -> Rows.message(row)).list();
      boolean more = newestFirst.size() > limit;
      List<Message> page = more ? newestFirst.subList(0, limit) : newestFirst;
      return new MessagePage(List.copyOf(page.reversed()), more, Changes.lastSeq(jdbc));
    });
  }

  /**
   * Everything that had arrived by the time {@code messageId} was kept is read. False when the
   * conversation has no such message.
   */
  public boolean markRead(long conversationId, long messageId) {
    boolean found =
        database.write(jdbc -> {
          Optional<Long> upTo =
              jdbc.sql(
                      """
                      SELECT coalesce(max(log_seq), 0) FROM message
                      WHERE conversation_id = :conversation AND id <= :message
                        AND EXISTS (SELECT 1 FROM message
                                    WHERE conversation_id = :conversation AND id = :message)
                      HAVING count(*) > 0
                      """)
                  .param("conversation", conversationId)
                  .param("message", messageId)
                  .query(Long.class)
                  .optional();
          if (upTo.isEmpty()) {
            return false;
          }
          int changed =
              jdbc.sql(
                      """
                      UPDATE conversation
                      SET read_seq = :up_to,
                          unread = (SELECT count(*) FROM message
                                    WHERE conversation_id = :conversation
                                      AND direction = 'in' AND origin = 'customer'
                                      AND log_seq > :up_to)
                      WHERE id = :conversation AND read_seq < :up_to
                      """)
                  .param("conversation", conversationId)
                  .param("up_to", upTo.get())
                  .update();
          if (changed > 0) {
            Changes.note(jdbc, conversationId, null, Micros.of(clock.instant()));
          }
          return true;
        });
    changes.announce();
    return found;
  }

  private static List<Conversation> waiting(
      JdbcClient jdbc, @Nullable ShopId shop, @Nullable PageCursor from, int limit, Instant now) {
    return page(
        jdbc,
        "c.waiting_since IS NOT NULL",
        from == null ? "" : "AND (c.waiting_since, c.id) > (:at, :id)",
        "c.waiting_since, c.id",
        shop,
        from,
        limit,
        now);
  }

  private static List<Conversation> newest(
      JdbcClient jdbc,
      @Nullable ShopId shop,
      @Nullable PageCursor from,
      boolean withoutWaiting,
      int limit,
      Instant now) {
    return page(
        jdbc,
        withoutWaiting ? "c.waiting_since IS NULL" : "1 = 1",
        from == null ? "" : "AND (c.last_message_at, c.id) < (:at, :id)",
        "c.last_message_at DESC, c.id DESC",
        shop,
        from,
        limit,
        now);
  }

  private static List<Conversation> page(
      JdbcClient jdbc,
      String which,
      String after,
      String order,
      @Nullable ShopId shop,
      @Nullable PageCursor from,
      int limit,
      Instant now) {
    var statement =
        jdbc.sql(
                "SELECT %s %s WHERE %s %s %s ORDER BY %s LIMIT :limit"
                    .formatted(
                        Rows.CONVERSATION_COLUMNS,
                        Rows.CONVERSATION_FROM,
                        which,
                        after,
                        shop == null ? "" : "AND c.shop = :shop",
                        order))
            .param("limit", limit);
    if (shop != null) {
      statement = statement.param("shop", shop.value());
    }
    if (from != null) {
      statement = statement.param("at", from.atMicros()).param("id", from.id());
    }
    return statement.query((row, _) -> Rows.conversation(row, now)).list();
  }
}
