package io.xiaoer.customer;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.audit.SubjectCustomers;
import io.xiaoer.audit.SubjectCustomers.Named;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Assignments;
import io.xiaoer.conversation.Blocks;
import io.xiaoer.conversation.ConversationDetails;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.customer.Customer.Block;
import io.xiaoer.customer.CustomerChange.Blocking;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The customers, each by the conversation he has in a shop: there is one for each open_id. */
public final class Customers implements ConversationDetails, SubjectCustomers {
  /** More tags than a menu can hold are of no use in one. */
  private static final int TAGS_LISTED_MAX = 500;

  /** Of one customer. */
  static final int TAGS_MAX = 20;

  /** More than anybody looks through beside a chat; the export has them all. */
  private static final int EARLIER_MAX = 20;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final InstantSource clock;

  Customers(Database database, ChangeFeed changeFeed, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.clock = clock;
  }

  /** A tag and how many customers have it. */
  public record TagCount(String tag, long count) {}

  /** Empty when there is no such conversation. */
  public Optional<Customer> find(long conversationId) {
    Instant now = clock.instant();
    return database.read(jdbc -> find(jdbc, conversationId, now));
  }

  private static Optional<Customer> find(JdbcClient jdbc, long conversationId, Instant now) {
    List<String> tags =
        jdbc.sql("SELECT tag FROM customer_tag WHERE conversation_id = ? ORDER BY position")
            .param(conversationId)
            .query((row, _) -> row.getString("tag"))
            .list();
    Instant until = Blocks.until(jdbc, conversationId, now);
    List<Assignments.ClosedEpisode> earlier = Assignments.closed(jdbc, conversationId, EARLIER_MAX);
    return jdbc.sql(
            """
            SELECT c.created_at, coalesce(u.remark_name, '') AS remark_name,
                   coalesce(u.note, '') AS note, coalesce(u.starred, 0) AS starred,
                   coalesce(u.block_reason, '') AS block_reason, coalesce(u.block_by, '') AS block_by,
                   coalesce(u.block_at, 0) AS block_at,
                   (SELECT count(*) FROM message m WHERE m.conversation_id = c.id) AS messages
            FROM conversation c LEFT JOIN customer u ON u.conversation_id = c.id
            WHERE c.id = ? AND c.erased_at IS NULL
            """)
        .param(conversationId)
        .query((row, _) ->
            new Customer(
                orNull(row.getString("remark_name")),
                row.getString("note"),
                tags,
                row.getBoolean("starred"),
                until == null
                    ? null
                    : new Block(
                        row.getString("block_reason"),
                        until.equals(Instant.MAX) ? null : until,
                        row.getString("block_by"),
                        Columns.instant(row, "block_at")),
                Columns.instant(row, "created_at"),
                row.getLong("messages"),
                earlier))
        .optional();
  }

  /** What the customer is afterwards; empty when there is no such conversation. */
  public Optional<Customer> change(long conversationId, CustomerChange change, String by) {
    Instant now = clock.instant();
    Optional<Customer> changed =
        database.write(jdbc -> {
          Optional<Customer> before = find(jdbc, conversationId, now);
          if (before.isEmpty()) {
            return Optional.<Customer>empty();
          }
          jdbc.sql(
                  """
                  INSERT INTO customer (conversation_id) VALUES (?)
                  ON CONFLICT (conversation_id) DO NOTHING
                  """)
              .param(conversationId)
              .update();
          String remarkName = change.remarkName();
          if (remarkName != null) {
            name(jdbc, conversationId, remarkName, by, now);
          }
          String note = change.note();
          if (note != null) {
            jdbc.sql("UPDATE customer SET note = ? WHERE conversation_id = ?")
                .params(note, conversationId)
                .update();
          }
          Boolean starred = change.starred();
          if (starred != null) {
            jdbc.sql("UPDATE customer SET starred = ? WHERE conversation_id = ?")
                .params(starred ? 1 : 0, conversationId)
                .update();
          }
          List<String> tags = change.tags();
          if (tags != null) {
            tag(jdbc, conversationId, tags);
            Audit.note(
                jdbc,
                now,
                by,
                AuditAction.CUSTOMER_TAGGED,
                "conversation " + conversationId,
                String.join(", ", tags));
          }
          block(jdbc, conversationId, change.blocking(), by, now);
          ChangeFeed.noteConversation(jdbc, conversationId, Micros.of(now));
          Optional<Customer> after = find(jdbc, conversationId, now);
          Set<CustomerPart> parts = after.map(before.get()::differsIn).orElse(Set.of());
          if (!parts.isEmpty()) {
            ConversationEvents.customerChanged(jdbc, conversationId, parts, by, now);
          }
          return after;
        });
    changeFeed.announce();
    return changed;
  }

  /** The name itself is not noted: it may be the customer's own. */
  private static void name(
      JdbcClient jdbc, long conversationId, String remarkName, String by, Instant now) {
    int changed =
        jdbc.sql(
                """
                UPDATE customer SET remark_name = :name
                WHERE conversation_id = :id AND remark_name <> :name
                """)
            .param("name", remarkName)
            .param("id", conversationId)
            .update();
    if (changed > 0) {
      Audit.note(jdbc, now, by, AuditAction.CUSTOMER_NAMED, "conversation " + conversationId, "");
    }
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static void tag(JdbcClient jdbc, long conversationId, List<String> tags) {
    jdbc.sql("DELETE FROM customer_tag WHERE conversation_id = ?").param(conversationId).update();
    for (int i = 0; i < tags.size(); i++) {
      jdbc.sql("INSERT INTO customer_tag (conversation_id, tag, position) VALUES (?, ?, ?)")
          .params(conversationId, tags.get(i), i)
          .update();
    }
  }

  /**
   * Adds a tag that no person has given, in the caller's transaction; nothing happens when it is
   * there.
   */
  public static void addTag(JdbcClient jdbc, long conversationId, String tag, Instant now) {
    int added =
        jdbc.sql(
                """
                INSERT INTO customer_tag (conversation_id, tag, position)
                SELECT :id, :tag, coalesce(max(position), -1) + 1 FROM customer_tag
                WHERE conversation_id = :id
                HAVING count(*) < :max
                  AND coalesce(max(CASE WHEN tag = :tag THEN 1 END), 0) = 0
                """)
            .param("id", conversationId)
            .param("tag", tag)
            .param("max", TAGS_MAX)
            .update();
    if (added > 0) {
      Audit.note(jdbc, now, "", AuditAction.CUSTOMER_TAGGED, "conversation " + conversationId, tag);
      ConversationEvents.customerChanged(jdbc, conversationId, Set.of(CustomerPart.TAGS), "", now);
      ChangeFeed.noteConversation(jdbc, conversationId, Micros.of(now));
    }
  }

  private static void block(
      JdbcClient jdbc, long conversationId, @Nullable Blocking blocking, String by, Instant now) {
    switch (blocking) {
      case null -> {}
      case Blocking.Begin(String reason, Instant until) -> {
        jdbc.sql(
                """
                UPDATE customer SET block_reason = ?, block_by = ?, block_at = ?
                WHERE conversation_id = ?
                """)
            .params(reason, by, Micros.of(now), conversationId)
            .update();
        Audit.note(
            jdbc,
            now,
            by,
            AuditAction.CUSTOMER_BLOCKED,
            "conversation " + conversationId,
            until == null ? "for good" : "until " + until);
        Blocks.begin(jdbc, conversationId, until, now);
      }
      case Blocking.End _ -> {
        if (Blocks.until(jdbc, conversationId, now) != null) {
          Audit.note(
              jdbc, now, by, AuditAction.CUSTOMER_UNBLOCKED, "conversation " + conversationId, "");
        }
        Blocks.end(jdbc, conversationId, now);
      }
    }
  }

  /** The tags in use in these shops, the most used first. */
  public List<TagCount> tags(ShopScope shops) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT t.tag, count(*) AS count FROM customer_tag t
                JOIN conversation c ON c.id = t.conversation_id
                WHERE %s
                GROUP BY t.tag ORDER BY count(*) DESC, t.tag LIMIT :limit
                """
                    .formatted(shops.sql("c.shop")))
            .param("shops", shops.sqlNames())
            .param("limit", TAGS_LISTED_MAX)
            .query(RecordMapper.of(TagCount.class))
            .list());
  }

  /** For the audit log. */
  @Override
  public Map<Long, Named> named(Collection<Long> conversations) {
    Map<Long, Named> found = new HashMap<>();
    if (conversations.isEmpty()) {
      return found;
    }
    return database.read(jdbc -> {
      jdbc.sql(
              """
              SELECT c.id, c.open_id, coalesce(u.remark_name, '') AS remark_name
              FROM conversation c LEFT JOIN customer u ON u.conversation_id = c.id
              WHERE c.id IN (:ids) AND c.erased_at IS NULL
              """)
          .param("ids", conversations)
          .query(row -> {
            found.put(
                row.getLong("id"),
                new Named(row.getString("open_id"), orNull(row.getString("remark_name"))));
          });
      return found;
    });
  }

  /** Name, star, tags and whether there is a note, for the list of conversations. */
  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, Collection<Long> conversations) {
    Map<Long, ObjectNode> found = new HashMap<>();
    for (Long conversation : conversations) {
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      fields.putNull("remark_name").put("starred", false).put("note", false).putArray("tags");
      found.put(conversation, fields);
    }
    jdbc.sql(
            """
            SELECT conversation_id, starred, note <> '' AS noted, remark_name FROM customer
            WHERE conversation_id IN (:ids)
            """)
        .param("ids", conversations)
        .query(row -> {
          ObjectNode fields = found.get(row.getLong("conversation_id"));
          if (fields != null) {
            fields
                .put("starred", row.getBoolean("starred"))
                .put("note", row.getBoolean("noted"))
                .put("remark_name", orNull(row.getString("remark_name")));
          }
        });
    jdbc.sql(
            """
            SELECT conversation_id, tag FROM customer_tag
            WHERE conversation_id IN (:ids) ORDER BY conversation_id, position
            """)
        .param("ids", conversations)
        .query(row -> {
          ObjectNode fields = found.get(row.getLong("conversation_id"));
          if (fields != null && fields.get("tags") instanceof ArrayNode tags) {
            tags.add(row.getString("tag"));
          }
        });
    return found;
  }
}
