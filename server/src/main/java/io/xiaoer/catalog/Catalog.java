package io.xiaoer.catalog;

import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Products and orders for those who ask by id, search, or look at a customer. */
public final class Catalog {
  /** A customer who has more is one for the shop's own system. */
  private static final int ORDERS_MAX = 100;

  /** Of those that were named with a customer and never looked up, so many are for one asking. */
  private static final int NAMED_MAX = 20;

  /** How long a request waits for the platform before it is told that it waits. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Database database;
  private final LookUps lookUps;
  private final RecentlyViewed shown;
  private final NodeSignals signals;
  private final InstantSource clock;

  Catalog(
      Database database,
      LookUps lookUps,
      RecentlyViewed shown,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.lookUps = lookUps;
    this.shown = shown;
    this.signals = signals;
    this.clock = clock;
  }

  /** An item with the card that the API gives of it. */
  public record Card(Item item, ObjectNode view) {}

  /** What is known of an order before it is shown to a customer. */
  public sealed interface Standing {
    /** The platform says that it is this customer's. */
    record Of(String openId) implements Standing {}

    /** The platform knows no such order of this shop. */
    record Absent() implements Standing {}

    /** It was not looked up, or the platform did not say whose it is. */
    record Unknown() implements Standing {}
  }

  /**
   * The card of this item, looked up when it is unknown or old. When the platform takes longer than
   * five seconds, what is known by then; it is shown again when there is more.
   */
  public Card find(Item item) throws InterruptedException {
    Optional<CardRow> row = row(item);
    Instant now = clock.instant();
    if (row.isEmpty() || row.get().waits() || row.get().isStale(now)) {
      lookUps.askNow(item, now);
      signals.ring(Topic.LOOK_UP);
      await(item);
      row = row(item);
    }
    return row.map(known -> database.read(jdbc -> shown(jdbc, List.of(known))).getFirst())
        .orElseGet(() -> new Card(item, pending()));
  }

  private void await(Item item) throws InterruptedException {
    for (long tries = WAIT_MAX.dividedBy(LOOK_EVERY); tries > 0; tries--) {
      if (!lookUps.waits(item)) {
        return;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static ObjectNode pending() {
    return JsonNodeFactory.instance.objectNode().put("state", "pending");
  }

  /** The shop's known products whose title or id has these words in it, newest first. */
  public List<Card> products(ShopId shop, String query, int limit) {
    return database.read(jdbc ->
        shown(
            jdbc,
            jdbc.sql(
                    """
                    SELECT %s FROM catalog_item i
                    WHERE i.shop = :shop AND i.kind = 'product' AND i.body IS NOT NULL
                      AND i.search LIKE :like ESCAPE '!'
                    ORDER BY i.touched_at DESC, i.item_id DESC LIMIT :limit
                    """
                        .formatted(CardRow.COLUMNS))
                .param("shop", shop.value())
                .param("like", like(query))
                .param("limit", limit)
                .query((row, _) -> CardRow.read(row))
                .list()));
  }

  /** The orders that the platform says are this customer's, newest first. */
  public List<Card> orders(ShopId shop, String openId, String query) {
    return database.read(jdbc -> {
      jdbc.sql(
              """
              SELECT i.item_id FROM catalog_item i
              WHERE i.shop = ? AND i.named_by = ? AND i.kind = 'order' AND i.checked_at IS NULL
              ORDER BY i.touched_at DESC LIMIT ?
              """)
          .params(shop.value(), openId, NAMED_MAX)
          .query(String.class)
          .list()
          .forEach(id -> shown.add(new Item(shop, Kind.ORDER, id)));
      return shown(
          jdbc,
          jdbc.sql(
                  """
                  SELECT %s FROM catalog_item i
                  WHERE i.shop = :shop AND i.open_id = :open_id AND i.kind = 'order'
                    AND i.search LIKE :like ESCAPE '!'
                  ORDER BY i.ordered_at DESC, i.item_id DESC LIMIT :limit
                  """
                      .formatted(CardRow.COLUMNS))
              .param("shop", shop.value())
              .param("open_id", openId)
              .param("like", like(query))
              .param("limit", ORDERS_MAX)
              .query((row, _) -> CardRow.read(row))
              .list());
    });
  }

  /** What is known of an order, without asking the platform. */
  public Standing standing(ShopId shop, String orderId) {
    return Item.of(shop, Kind.ORDER, orderId)
        .map(item ->
            row(item)
                .map(row -> {
                  String openId = row.openId();
                  if (openId != null) {
                    return (Standing) new Standing.Of(openId);
                  }
                  return "absent".equals(row.reason()) || "refused".equals(row.reason())
                      ? new Standing.Absent()
                      : new Standing.Unknown();
                })
                .orElseGet(Standing.Unknown::new))
        .orElseGet(Standing.Absent::new);
  }

  private Optional<CardRow> row(Item item) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT %s FROM catalog_item i WHERE i.shop = ? AND i.kind = ? AND i.item_id = ?
                """
                    .formatted(CardRow.COLUMNS))
            .params(item.shop().value(), item.kind().word(), item.id())
            .query((row, _) -> CardRow.read(row))
            .optional());
  }

  /** Their cards; those that are old are looked up again. */
  private List<Card> shown(JdbcClient jdbc, List<CardRow> rows) {
    Instant now = clock.instant();
    rows.stream().filter(row -> row.isStale(now)).map(CardRow::item).forEach(shown::add);
    Pictures.Urls pictures = Pictures.urls(jdbc, rows);
    return rows.stream().map(row -> new Card(row.item(), row.view(pictures))).toList();
  }

  private static String like(@Nullable String query) {
    String words = query == null ? "" : query.strip().toLowerCase(Locale.ROOT);
    return "%" + words.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
  }
}
