package io.xiaoer.catalog;

import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.catalog.LookUpPolicy.Next;
import io.xiaoer.catalog.LookUpPolicy.Reason;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageChanges;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What must be looked up, and what came of it. An item is a row before the platform is asked; a
 * process that dies in between leaves it to be asked again, which does no harm.
 */
final class LookUps {
  /** A browser shows some dozens of messages; those further up learn of it when they are read. */
  private static final int MESSAGES_TOLD_MAX = 50;

  /** Of one shop: about half an hour's work. What is left out is looked up when somebody asks. */
  private static final int AHEAD_MAX = 2_000;

  /** What nobody touched for so long is forgotten, and looked up again if it is shown again. */
  private static final Duration KEPT = Duration.ofDays(180);

  private static final int FORGOTTEN_AT_ONCE = 500;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final Pictures pictures;
  private final Lease lease;
  private final List<OrderOwnerListener> ownerListeners;

  LookUps(
      Database database,
      ChangeFeed changeFeed,
      Pictures pictures,
      Lease lease,
      List<OrderOwnerListener> ownerListeners) {
    this.ownerListeners = List.copyOf(ownerListeners);
    this.pictures = pictures;
    this.database = database;
    this.changeFeed = changeFeed;
    this.lease = lease;
  }

  /** An item whose turn has come. */
  record Due(Item item, Urgency urgency, int attempts, long asked) {
    @Override
    public String toString() {
      return "lookup of " + item;
    }
  }

  /** Notes that an item exists; {@code namedBy} is the customer it came with, if there is one. */
  static boolean name(JdbcClient jdbc, Item item, @Nullable String namedBy, Instant at) {
    return jdbc.sql(
                """
                INSERT INTO catalog_item (shop, kind, item_id, state, named_by, touched_at)
                VALUES (?, ?, ?, 'pending', ?, ?)
                ON CONFLICT (shop, kind, item_id) DO NOTHING
                """)
            .params(
                Arrays.asList(
                    item.shop().value(), item.kind().word(), item.id(), namedBy, Micros.of(at)))
            .update()
        == 1;
  }

  /** Asks for an item, in the transaction of whoever wants to know. */
  static void ask(
      JdbcClient jdbc, Item item, Urgency urgency, @Nullable String namedBy, Instant at) {
    if (!name(jdbc, item, namedBy, at)) {
      jdbc.sql(
              """
              UPDATE catalog_item SET touched_at = :at, named_by = coalesce(named_by, :named_by)
              WHERE shop = :shop AND kind = :kind AND item_id = :id
              """)
          .param("at", Micros.of(at))
          .param("named_by", namedBy, java.sql.Types.VARCHAR)
          .param("shop", item.shop().value())
          .param("kind", item.kind().word())
          .param("id", item.id())
          .update();
    }
    jdbc.sql(
            """
            INSERT INTO look_up (shop, kind, item_id, urgency, asked, attempts, due_at)
            VALUES (:shop, :kind, :id, :urgency, 1, 0, :at)
            ON CONFLICT (shop, kind, item_id) DO UPDATE
            SET urgency = CASE WHEN excluded.urgency < look_up.urgency
                               THEN excluded.urgency ELSE look_up.urgency END,
                due_at = CASE WHEN excluded.due_at < look_up.due_at
                              THEN excluded.due_at ELSE look_up.due_at END,
                asked = look_up.asked + 1,
                attempts = 0
            """)
        .param("shop", item.shop().value())
        .param("kind", item.kind().word())
        .param("id", item.id())
        .param("urgency", urgency.rank())
        .param("at", Micros.of(at))
        .update();
  }

  /**
   * The log tells that an item is new or other than before. What somebody may be looking at is
   * asked for; the rest ahead of time, as far as there is room.
   */
  static void changed(JdbcClient jdbc, Item item, @Nullable String namedBy, Instant at) {
    if (isOfInterest(jdbc, item, namedBy)) {
      ask(jdbc, item, Urgency.CHANGED, namedBy, at);
    } else {
      askAhead(jdbc, item, namedBy, at);
    }
  }

  /** For those who will ask later. */
  static void askAhead(JdbcClient jdbc, Item item, @Nullable String namedBy, Instant at) {
    long waiting =
        jdbc.sql("SELECT count(*) FROM look_up WHERE shop = ? AND urgency = ?")
            .params(item.shop().value(), Urgency.AHEAD.rank())
            .query(Long.class)
            .single();
    if (waiting < AHEAD_MAX) {
      ask(jdbc, item, Urgency.AHEAD, namedBy, at);
    } else {
      name(jdbc, item, namedBy, at);
    }
  }

  private static boolean isOfInterest(JdbcClient jdbc, Item item, @Nullable String namedBy) {
    boolean known =
        jdbc.sql(
                    """
                    SELECT count(*) FROM catalog_item
                    WHERE shop = ? AND kind = ? AND item_id = ? AND checked_at IS NOT NULL
                    """)
                .params(item.shop().value(), item.kind().word(), item.id())
                .query(Long.class)
                .single()
            > 0;
    return known
        || (namedBy != null
            && jdbc.sql("SELECT count(*) FROM conversation WHERE shop = ? AND open_id = ?")
                    .params(item.shop().value(), namedBy)
                    .query(Long.class)
                    .single()
                > 0);
  }

  /** Asks for items that are shown and old or unknown; those that wait already are left alone. */
  void askShown(Collection<Item> items, Instant at) {
    database.write(jdbc -> {
      for (Item item : items) {
        if (!waits(jdbc, item)) {
          ask(jdbc, item, Urgency.SHOWN, null, at);
        }
      }
      return null;
    });
  }

  void askNow(Item item, Instant at) {
    database.write(jdbc -> {
      ask(jdbc, item, Urgency.ASKED, null, at);
      return null;
    });
  }

  boolean waits(Item item) {
    return database.read(jdbc -> waits(jdbc, item));
  }

  private static boolean waits(JdbcClient jdbc, Item item) {
    return jdbc.sql("SELECT count(*) FROM look_up WHERE shop = ? AND kind = ? AND item_id = ?")
            .params(item.shop().value(), item.kind().word(), item.id())
            .query(Long.class)
            .single()
        > 0;
  }

  long waiting() {
    return database.read(
        jdbc -> jdbc.sql("SELECT count(*) FROM look_up").query(Long.class).single());
  }

  /** Shops with something due. */
  List<ShopId> shopsDue(Instant now) {
    return database.read(jdbc ->
        jdbc.sql("SELECT DISTINCT shop FROM look_up WHERE due_at <= ?")
            .param(Micros.of(now))
            .query((row, _) -> new ShopId(row.getString("shop")))
            .list());
  }

  List<Due> due(ShopId shop, Instant now, int limit) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT kind, item_id, urgency, attempts, asked FROM look_up
                WHERE shop = ? AND due_at <= ? ORDER BY urgency, due_at, item_id LIMIT ?
                """)
            .params(shop.value(), Micros.of(now), limit)
            .query((row, _) ->
                new Due(
                    new Item(
                        shop, Columns.constant(row, "kind", Kind.class), row.getString("item_id")),
                    Urgency.of(row.getInt("urgency")),
                    row.getInt("attempts"),
                    row.getLong("asked")))
            .list());
  }

  Optional<Instant> nextDue(Instant now) {
    return database.read(jdbc ->
        jdbc.sql("SELECT min(due_at) FROM look_up WHERE due_at > ?")
            .param(Micros.of(now))
            .query(Long.class)
            .optional()
            .map(Micros::instant));
  }

  /** Writes down what a look-up came to, and tells the browsers that show it. */
  void settle(Due due, Next<CardBody> next, Instant now) {
    Item item = due.item();
    boolean told =
        database.write(jdbc -> {
          lease.check(jdbc);
          boolean changed =
              switch (next) {
                case Next.Known<CardBody> _ when !isThere(jdbc, item) -> false;
                case Next.Known<CardBody>(CardBody body) -> {
                  boolean other = known(jdbc, item, body, now);
                  tellOwner(jdbc, item, body, now);
                  pictures.want(jdbc, item, body);
                  finish(jdbc, due, now);
                  for (String product : body.productIds()) {
                    Item.of(item.shop(), Kind.PRODUCT, product)
                        .filter(one -> name(jdbc, one, null, now))
                        .ifPresent(one -> askAhead(jdbc, one, null, now));
                  }
                  yield other;
                }
                case Next.End<CardBody>(Reason reason) -> {
                  boolean other = unknown(jdbc, item, reason, true, now);
                  finish(jdbc, due, now);
                  yield other;
                }
                case Next.Again<CardBody>(Reason reason, boolean failed, Instant at) -> {
                  again(jdbc, due, at);
                  yield unknown(jdbc, item, reason, failed, now);
                }
                case Next.Hold<CardBody>(Instant until) -> {
                  hold(jdbc, item.shop(), until);
                  yield false;
                }
                case Next.Barred<CardBody>(Reason reason, Instant until) -> {
                  again(jdbc, due, until);
                  hold(jdbc, item.shop(), until);
                  yield unknown(jdbc, item, reason, true, now);
                }
              };
          if (changed) {
            tell(jdbc, item, Micros.of(now));
          }
          return changed;
        });
    if (told) {
      changeFeed.announce();
    }
    pictures.announce();
  }

  /** What was forgotten or erased while the platform was asked does not come back. */
  private static boolean isThere(JdbcClient jdbc, Item item) {
    return jdbc.sql("SELECT count(*) FROM catalog_item WHERE shop = ? AND kind = ? AND item_id = ?")
            .params(item.shop().value(), item.kind().word(), item.id())
            .query(Long.class)
            .single()
        > 0;
  }

  private void tellOwner(JdbcClient jdbc, Item item, CardBody body, Instant now) {
    String openId = body.openId();
    if (item.kind() == Kind.ORDER && openId != null) {
      ownerListeners.forEach(one -> one.known(jdbc, item.shop(), item.id(), openId, now));
    }
  }

  /** Lets browsers that show an item read it again. */
  static void tell(JdbcClient jdbc, Item item, long at) {
    MessageBody share =
        switch (item.kind()) {
          case PRODUCT -> new MessageBody.ProductShare(item.id());
          case ORDER -> new MessageBody.OrderShare(item.id());
        };
    MessageChanges.noteShares(jdbc, item.shop(), share, MESSAGES_TOLD_MAX, at);
    if (item.kind() == Kind.ORDER) {
      jdbc.sql(
              """
              SELECT c.id FROM conversation c
              JOIN catalog_item i ON i.shop = c.shop AND i.open_id = c.open_id
              WHERE i.shop = ? AND i.kind = 'order' AND i.item_id = ?
              """)
          .params(item.shop().value(), item.id())
          .query(Long.class)
          .list()
          .forEach(conversation -> ChangeFeed.noteConversation(jdbc, conversation, at));
    }
  }

  /** False when the card is what it was. */
  private static boolean known(JdbcClient jdbc, Item item, CardBody body, Instant now) {
    String text = body.text();
    boolean same =
        jdbc.sql(
                    """
                    SELECT count(*) FROM catalog_item
                    WHERE shop = ? AND kind = ? AND item_id = ? AND body = ? AND state = 'ready'
                      AND reason IS NULL
                    """)
                .params(item.shop().value(), item.kind().word(), item.id(), text)
                .query(Long.class)
                .single()
            > 0;
    jdbc.sql(
            """
            INSERT INTO catalog_item (shop, kind, item_id, state, reason, open_id, body, search,
                                      ordered_at, fetched_at, checked_at, touched_at)
            VALUES (?, ?, ?, 'ready', NULL, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (shop, kind, item_id) DO UPDATE
            SET state = excluded.state, reason = NULL, open_id = excluded.open_id,
                body = excluded.body, search = excluded.search, ordered_at = excluded.ordered_at,
                fetched_at = excluded.fetched_at, checked_at = excluded.checked_at,
                touched_at = excluded.touched_at
            """)
        .params(
            Arrays.asList(
                item.shop().value(),
                item.kind().word(),
                item.id(),
                body.openId(),
                text,
                body.search(),
                Micros.ofNullable(body.orderedAt()),
                Micros.of(now),
                Micros.of(now),
                Micros.of(now)))
        .update();
    return !same;
  }

  /** What was known before stays, with the reason beside it. */
  private static boolean unknown(
      JdbcClient jdbc, Item item, Reason reason, boolean failed, Instant now) {
    String word = reason.name().toLowerCase(Locale.ROOT);
    String state = failed ? "failed" : "pending";
    boolean same =
        jdbc.sql(
                    """
                    SELECT count(*) FROM catalog_item
                    WHERE shop = ? AND kind = ? AND item_id = ? AND reason = ?
                      AND (body IS NOT NULL OR state = ?)
                    """)
                .params(item.shop().value(), item.kind().word(), item.id(), word, state)
                .query(Long.class)
                .single()
            > 0;
    jdbc.sql(
            """
            UPDATE catalog_item
            SET state = CASE WHEN body IS NULL THEN :state ELSE state END,
                reason = :reason, checked_at = :now
            WHERE shop = :shop AND kind = :kind AND item_id = :id
            """)
        .param("state", state)
        .param("reason", word)
        .param("now", Micros.of(now))
        .param("shop", item.shop().value())
        .param("kind", item.kind().word())
        .param("id", item.id())
        .update();
    return !same;
  }

  /** Done, unless it was asked for again meanwhile: then at once once more. */
  private static void finish(JdbcClient jdbc, Due due, Instant now) {
    int gone =
        jdbc.sql("DELETE FROM look_up WHERE shop = ? AND kind = ? AND item_id = ? AND asked = ?")
            .params(
                due.item().shop().value(), due.item().kind().word(), due.item().id(), due.asked())
            .update();
    if (gone == 0) {
      jdbc.sql(
              """
              UPDATE look_up SET due_at = ?, attempts = 0
              WHERE shop = ? AND kind = ? AND item_id = ?
              """)
          .params(
              Micros.of(now), due.item().shop().value(), due.item().kind().word(), due.item().id())
          .update();
    }
  }

  private static void again(JdbcClient jdbc, Due due, Instant at) {
    jdbc.sql(
            """
            UPDATE look_up SET due_at = ?, attempts = ?
            WHERE shop = ? AND kind = ? AND item_id = ? AND asked = ?
            """)
        .params(
            Micros.of(at),
            due.attempts() + 1,
            due.item().shop().value(),
            due.item().kind().word(),
            due.item().id(),
            due.asked())
        .update();
  }

  /**
   * In the table and not in memory: a restart does not knock at a door that is known to be shut.
   */
  private static void hold(JdbcClient jdbc, ShopId shop, Instant until) {
    jdbc.sql("UPDATE look_up SET due_at = :until WHERE shop = :shop AND due_at < :until")
        .param("until", Micros.of(until))
        .param("shop", shop.value())
        .update();
  }

  /** Forgets some of what nobody has touched for long. */
  void forget(Instant now) {
    long before = Micros.of(now.minus(KEPT));
    database.write(jdbc -> {
      for (String table : List.of("card_picture", "catalog_item")) {
        jdbc.sql(
                """
                DELETE FROM %s WHERE (shop, kind, item_id) IN (
                  SELECT shop, kind, item_id FROM catalog_item
                  WHERE touched_at < ? ORDER BY touched_at, item_id LIMIT ?)
                """
                    .formatted(table))
            .params(before, FORGOTTEN_AT_ONCE)
            .update();
      }
      return null;
    });
  }
}
