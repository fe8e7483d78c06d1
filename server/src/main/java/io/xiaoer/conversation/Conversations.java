package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Tuples;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import tools.jackson.databind.node.ObjectNode;

/** Conversations and messages, to read, and the one thing a reader does to them: reading. */
public final class Conversations {
  private static final String NEWEST_FIRST = "c.last_message_at DESC, c.id DESC";

  /** Far more than the platform's clock and ours will ever differ. */
  private static final Duration CLOCKS_DIFFER_MAX = Duration.ofDays(1);

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;
  private final List<MessageDetails> details;
  private final List<ConversationDetails> conversationDetails;

  Conversations(
      Database database,
      ChangeFeed changeFeed,
      InstantSource clock,
      List<MessageDetails> details,
      List<ConversationDetails> conversationDetails) {
    this.details = List.copyOf(details);
    this.conversationDetails = List.copyOf(conversationDetails);
    this.database = database;
    this.changeFeed = changeFeed;
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

  /**
   * One page of a chat, oldest first.
   *
   * @param hasMore there are older ones before it
   * @param hasNewer there are newer ones behind it
   */
  public record MessagePage(List<Message> messages, boolean hasMore, boolean hasNewer, long seq) {}

  public ConversationPage list(
      ShopScope shops, Order order, int limit, @Nullable PageCursor cursor) {
    return list(ConversationFilter.all(shops), order, limit, cursor);
  }

  public ConversationPage list(
      ConversationFilter which, Order order, int limit, @Nullable PageCursor cursor) {
    Instant now = clock.instant();
    return database.read(jdbc -> {
      List<Conversation> found = new ArrayList<>();
      boolean waitingFirst = order == Order.WAITING;
      int wanted = limit + 1;
      if (waitingFirst && (cursor == null || cursor.waiting())) {
        found.addAll(Stretch.WAITING.read(jdbc, which, cursor, wanted, now));
      }
      if (found.size() < wanted) {
        PageCursor from = cursor != null && !cursor.waiting() ? cursor : null;
        Stretch rest = waitingFirst ? Stretch.NEWEST_WITHOUT_WAITING : Stretch.NEWEST;
        found.addAll(rest.read(jdbc, which, from, wanted - found.size(), now));
      }
      boolean more = found.size() > limit;
      List<Conversation> page = more ? found.subList(0, limit) : found;
      return new ConversationPage(
          withDetails(jdbc, List.copyOf(page)),
          more ? PageCursor.after(page.getLast(), waitingFirst) : null,
          ChangeFeed.lastSeq(jdbc));
    });
  }

  public Optional<Conversation> find(long id) {
    return byIds(List.of(id)).stream().findFirst();
  }

  /** Whose conversation it is. */
  public record Customer(ShopId shop, String openId) {}

  /** The conversations of these customers, as far as there are any yet. */
  public Map<Customer, Long> idsOf(Collection<Customer> customers) {
    Map<Customer, Long> found = new HashMap<>();
    if (customers.isEmpty()) {
      return found;
    }
    database.read(jdbc -> {
      for (List<Customer> slice : Tuples.slices(List.copyOf(Set.copyOf(customers)))) {
        StatementSpec statement =
            jdbc.sql(
                "SELECT id, shop, open_id FROM conversation WHERE (shop, open_id) IN (VALUES "
                    + Tuples.of(slice.size(), "(?, ?)")
                    + ")");
        for (Customer customer : slice) {
          statement = statement.param(customer.shop.value()).param(customer.openId);
        }
        statement
            .query((row, _) ->
                Map.entry(
                    new Customer(new ShopId(row.getString("shop")), row.getString("open_id")),
                    row.getLong("id")))
            .list()
            .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
      }
      return found;
    });
    return found;
  }

  /** Where a conversation belongs; empty when there is none of this id. */
  public Optional<ShopId> shopOf(long id) {
    return database.read(jdbc ->
        jdbc.sql("SELECT shop FROM conversation WHERE id = ? AND erased_at IS NULL")
            .param(id)
            .query(String.class)
            .optional()
            .map(ShopId::new));
  }

  /** Where a message belongs; empty when there is none of this id. */
  public Optional<ShopId> shopOfMessage(long messageId) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT c.shop FROM message m JOIN conversation c ON c.id = m.conversation_id
                WHERE m.id = ? AND c.erased_at IS NULL
                """)
            .param(messageId)
            .query(String.class)
            .optional()
            .map(ShopId::new));
  }

  /**
   * What changed, in its present form.
   *
   * @param erased conversations that nobody finds any more, with where they belonged
   */
  public record News(
      ChangeFeed.Since since,
      List<Conversation> conversations,
      List<Message> messages,
      Map<Long, ShopId> erased) {}

  /**
   * What changed after a point in the order of changes, as one moment shows it.
   *
   * @param limit of changes
   * @param bodyBytesMax of the messages together, unless a single one is larger
   */
  public News news(long seq, int limit, long bodyBytesMax) {
    Instant now = clock.instant();
    return database.read(jdbc -> {
      ChangeFeed.Since since =
          ChangeFeed.since(jdbc, seq, limit, bodyBytesMax, Conversations::bodyBytes);
      List<Conversation> found = byIds(jdbc, since.conversations(), now);
      return new News(
          since,
          found,
          messagesByIds(jdbc, since.messages().keySet()),
          found.size() == since.conversations().size()
              ? Map.of()
              : erased(jdbc, since.conversations()));
    });
  }

  private static Map<Long, ShopId> erased(JdbcClient jdbc, Collection<Long> ids) {
    Map<Long, ShopId> erased = new HashMap<>();
    jdbc.sql("SELECT id, shop FROM conversation WHERE id IN (:ids) AND erased_at IS NOT NULL")
        .param("ids", ids)
        .query(row -> {
          erased.put(row.getLong("id"), new ShopId(row.getString("shop")));
        });
    return erased;
  }

  public List<Conversation> byIds(Collection<Long> ids) {
    Instant now = clock.instant();
    return ids.isEmpty() ? List.of() : database.read(jdbc -> byIds(jdbc, ids, now));
  }

  private List<Conversation> byIds(JdbcClient jdbc, Collection<Long> ids, Instant now) {
    return ids.isEmpty()
        ? List.of()
        : withDetails(
            jdbc,
            jdbc.sql(
                    "SELECT "
                        + ConversationMapper.CONVERSATION_COLUMNS
                        + ConversationMapper.CONVERSATION_FROM
                        + "WHERE c.id IN (:ids) AND c.erased_at IS NULL")
                .param("ids", ids)
                .query((row, _) -> ConversationMapper.conversation(row, now))
                .list());
  }

  public List<Message> messagesByIds(Collection<Long> ids) {
    return ids.isEmpty() ? List.of() : database.read(jdbc -> messagesByIds(jdbc, ids));
  }

  private List<Message> messagesByIds(JdbcClient jdbc, Collection<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : completed(
            jdbc,
            jdbc.sql(
                    "SELECT "
                        + ConversationMapper.MESSAGE_COLUMNS
                        + " FROM message m WHERE m.id IN (:ids)")
                .param("ids", ids)
                .query((row, _) -> ConversationMapper.message(row))
                .list());
  }

  private static Map<Long, Long> bodyBytes(JdbcClient jdbc, Set<Long> messages) {
    Map<Long, Long> bytes = new HashMap<>();
    jdbc.sql("SELECT id, octet_length(body) AS bytes FROM message WHERE id IN (:ids)")
        .param("ids", messages)
        .query(row -> {
          bytes.put(row.getLong("id"), row.getLong("bytes"));
        });
    return bytes;
  }

  /** Which page of a chat. */
  public sealed interface Part {
    record Newest() implements Part {}

    /** The last ones before this message. */
    record Before(long messageId) implements Part {}

    /** The first ones after this message. */
    record After(long messageId) implements Part {}

    /** This message in the middle. */
    record Around(long messageId) implements Part {}
  }

  /** At most {@code limit} messages; none where the part names one that is not in this chat. */
  public MessagePage messages(long conversationId, int limit, Part part) {
    return database.read(jdbc -> {
      MessagePage page =
          switch (part) {
            case Part.Newest _ -> older(jdbc, conversationId, null, false, limit);
            case Part.Before(long id) -> older(jdbc, conversationId, id, false, limit);
            case Part.After(long id) -> newer(jdbc, conversationId, id, limit);
            case Part.Around(long id) -> {
              MessagePage after = newer(jdbc, conversationId, id, limit / 2);
              MessagePage before =
                  older(jdbc, conversationId, id, true, limit - after.messages().size());
              List<Message> both = new ArrayList<>(before.messages());
              both.addAll(after.messages());
              yield new MessagePage(both, before.hasMore(), after.hasNewer(), 0);
            }
          };
      return new MessagePage(
          completed(jdbc, page.messages()),
          page.hasMore(),
          page.hasNewer(),
          ChangeFeed.lastSeq(jdbc));
    });
  }

  private static final String PLACE =
      """
      (SELECT b.sort_key, b.id FROM message b
       WHERE b.id = :id AND b.conversation_id = :conversation)
      """;

  private static MessagePage older(
      JdbcClient jdbc, long conversationId, @Nullable Long from, boolean itself, int limit) {
    String compared = itself ? "<=" : "<";
    List<Message> newestFirst =
        messages(
            jdbc,
            conversationId,
            from,
            from == null ? "" : "AND (m.sort_key, m.id) " + compared + PLACE,
            "m.sort_key DESC, m.id DESC",
            limit + 1);
    boolean more = newestFirst.size() > limit;
    List<Message> page = more ? newestFirst.subList(0, limit) : newestFirst;
    // Whatever one goes back from is newer itself, unless the page has it.
    boolean newer = from != null && !itself && isThere(jdbc, conversationId, from);
    return new MessagePage(List.copyOf(page.reversed()), more, newer, 0);
  }

  private static MessagePage newer(JdbcClient jdbc, long conversationId, long from, int limit) {
    List<Message> oldestFirst =
        messages(
            jdbc,
            conversationId,
            from,
            "AND (m.sort_key, m.id) > " + PLACE,
            "m.sort_key, m.id",
            limit + 1);
    boolean newer = oldestFirst.size() > limit;
    List<Message> page = newer ? oldestFirst.subList(0, limit) : oldestFirst;
    return new MessagePage(List.copyOf(page), isThere(jdbc, conversationId, from), newer, 0);
  }

  private static List<Message> messages(
      JdbcClient jdbc,
      long conversationId,
      @Nullable Long from,
      String which,
      String order,
      int limit) {
    return jdbc.sql(
            "SELECT %s FROM message m WHERE m.conversation_id = :conversation %s ORDER BY %s LIMIT :limit"
                .formatted(ConversationMapper.MESSAGE_COLUMNS, which, order))
        .param("conversation", conversationId)
        .param("id", from)
        .param("limit", limit)
        .query((row, _) -> ConversationMapper.message(row))
        .list();
  }

  private static boolean isThere(JdbcClient jdbc, long conversationId, long messageId) {
    return jdbc.sql("SELECT count(*) FROM message WHERE id = ? AND conversation_id = ?")
            .params(messageId, conversationId)
            .query(Long.class)
            .single()
        > 0;
  }

  /**
   * A stretch of a conversation in the order of its chat, for who reads all of it: what follows
   * {@code last}, which is null at the beginning, and was written from {@code from} on and before
   * {@code to}.
   */
  public List<Message> stretch(
      long conversationId,
      @Nullable Message last,
      @Nullable Instant from,
      @Nullable Instant to,
      int limit) {
    return database.read(jdbc -> {
      var statement =
          jdbc.sql(
                  "SELECT "
                      + ConversationMapper.MESSAGE_COLUMNS
                      + " FROM message m WHERE m.conversation_id = :conversation"
                      + (last == null ? "" : " AND (m.sort_key, m.id) > (:sort_key, :id)")
                      + " AND m.created_at >= :from AND m.created_at < :to"
                      + " ORDER BY m.sort_key, m.id LIMIT :limit")
              .param("conversation", conversationId)
              .param("from", from == null ? 0L : Micros.of(from))
              .param("to", to == null ? Long.MAX_VALUE : Micros.of(to))
              .param("limit", limit);
      if (last != null) {
        statement = statement.param("sort_key", last.sortKey()).param("id", last.id());
      }
      return completed(jdbc, statement.query((row, _) -> ConversationMapper.message(row)).list());
    });
  }

  /**
   * Conversations in which something may have been written since, by their ids. Told by the last
   * message in order, whose time need not be the latest: the platform's clock and ours differ. To
   * look at each message's time would be to read them all.
   */
  public List<Conversation> activeSince(
      ShopScope shops, @Nullable Instant since, long afterId, int limit) {
    Instant now = clock.instant();
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT %s %s WHERE c.id > :after AND %s AND c.last_message_at >= :since
                ORDER BY c.id LIMIT :limit
                """
                    .formatted(
                        ConversationMapper.CONVERSATION_COLUMNS,
                        ConversationMapper.CONVERSATION_FROM,
                        shops.sql("c.shop")))
            .param("after", afterId)
            .param("shops", shops.sqlNames())
            .param("since", since == null ? 0L : Micros.of(since.minus(CLOCKS_DIFFER_MAX)))
            .param("limit", limit)
            .query((row, _) -> ConversationMapper.conversation(row, now))
            .list());
  }

  private List<Conversation> withDetails(JdbcClient jdbc, List<Conversation> found) {
    if (!found.isEmpty()) {
      List<Long> ids = found.stream().map(Conversation::id).toList();
      for (ConversationDetails part : conversationDetails) {
        Map<Long, ObjectNode> known = part.of(jdbc, ids);
        for (Conversation conversation : found) {
          ObjectNode fields = known.get(conversation.id());
          if (fields != null) {
            conversation.details().setAll(fields);
          }
        }
      }
    }
    return found;
  }

  /** With what other features know of them. */
  private List<Message> completed(JdbcClient jdbc, List<Message> messages) {
    List<Message> completed = messages;
    for (MessageDetails part : details) {
      Map<Long, ObjectNode> found = part.of(jdbc, completed);
      if (!found.isEmpty()) {
        completed =
            completed.stream()
                .map(message -> {
                  ObjectNode fields = found.get(message.id());
                  return fields == null ? message : message.with(fields);
                })
                .toList();
      }
    }
    return completed;
  }

  /**
   * Everything that had arrived by the time {@code messageId} was kept is read. False when the
   * conversation has no such message.
   *
   * @param person who has read it; it counts when they serve the conversation, since a glance of
   *     somebody else must not hide from them what they have not read. Null: a program, which
   *     counts always.
   */
  public boolean markRead(long conversationId, long messageId, @Nullable String person) {
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
          if (person != null && !serves(jdbc, conversationId, person)) {
            return true;
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
          int seen =
              jdbc.sql(
                      """
                      UPDATE conversation SET handed_by = NULL
                      WHERE id = ? AND handed_by IS NOT NULL
                      """)
                  .param(conversationId)
                  .update();
          if (changed + seen > 0) {
            ChangeFeed.note(jdbc, conversationId, null, Micros.of(clock.instant()));
          }
          return true;
        });
    changeFeed.announce();
    return found;
  }

  private static boolean serves(JdbcClient jdbc, long conversationId, String person) {
    return jdbc.sql("SELECT count(*) FROM conversation WHERE id = ? AND assignee = ?")
            .params(conversationId, person)
            .query(Long.class)
            .single()
        > 0;
  }

  /**
   * The customer's last message counts as unread again, for everybody. False where there is none,
   * or the conversation is closed.
   */
  public boolean markUnread(long conversationId) {
    boolean marked =
        database.write(jdbc -> {
          Optional<Long> last =
              jdbc.sql(
                      """
                      SELECT max(m.log_seq) FROM message m
                      JOIN conversation c ON c.id = m.conversation_id
                      WHERE c.id = ? AND c.closed_at IS NULL
                        AND m.direction = 'in' AND m.origin = 'customer'
                      HAVING max(m.log_seq) IS NOT NULL
                      """)
                  .param(conversationId)
                  .query(Long.class)
                  .optional();
          if (last.isEmpty()) {
            return false;
          }
          int changed =
              jdbc.sql(
                      """
                      UPDATE conversation SET read_seq = :before, unread = 1
                      WHERE id = :id AND unread = 0
                      """)
                  .param("before", last.get() - 1)
                  .param("id", conversationId)
                  .update();
          if (changed > 0) {
            ChangeFeed.note(jdbc, conversationId, null, Micros.of(clock.instant()));
          }
          return true;
        });
    changeFeed.announce();
    return marked;
  }

  /** A part of the list: those who wait, or by the last message. */
  enum Stretch {
    WAITING(
        "c.waiting_since IS NOT NULL AND (c.blocked_until IS NULL OR c.blocked_until <= :now)",
        "AND (c.waiting_since, c.id) > (:at, :id)",
        "c.waiting_since, c.id"),
    NEWEST("1 = 1", "AND (c.last_message_at, c.id) < (:at, :id)", NEWEST_FIRST),
    NEWEST_WITHOUT_WAITING(
        "(c.waiting_since IS NULL OR c.blocked_until > :now)",
        "AND (c.last_message_at, c.id) < (:at, :id)",
        NEWEST_FIRST);

    private final String which;
    private final String after;
    private final String order;

    Stretch(String which, String after, String order) {
      this.which = which;
      this.after = after;
      this.order = order;
    }

    /** {@code before} stands in front of the statement: nothing, or what explains it. */
    StatementSpec statement(
        JdbcClient jdbc,
        String before,
        ConversationFilter of,
        @Nullable PageCursor from,
        int limit,
        Instant now) {
      StatementSpec statement =
          jdbc.sql(
                  "%sSELECT %s %s WHERE %s %s AND %s ORDER BY %s LIMIT :limit"
                      .formatted(
                          before,
                          ConversationMapper.CONVERSATION_COLUMNS,
                          ConversationMapper.CONVERSATION_FROM,
                          which,
                          from == null ? "" : after,
                          of.sql(),
                          order))
              .param("now", Micros.of(now))
              .param("limit", limit);
      statement = of.bind(statement);
      return from == null
          ? statement
          : statement.param("at", from.atMicros()).param("id", from.id());
    }

    private List<Conversation> read(
        JdbcClient jdbc, ConversationFilter of, @Nullable PageCursor from, int limit, Instant now) {
      return statement(jdbc, "", of, from, limit, now)
          .query((row, _) -> ConversationMapper.conversation(row, now))
          .list();
    }
  }

  /** Whether anybody has ever written to this shop; in the caller's transaction. */
  public static boolean hasAny(JdbcClient jdbc, String shop) {
    return jdbc.sql("SELECT count(*) FROM conversation WHERE shop = ?")
            .param(shop)
            .query(Long.class)
            .single()
        > 0;
  }
}
