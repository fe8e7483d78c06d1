package io.xiaoer.aftersales;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.ConversationDetails;
import io.xiaoer.log.LogEntry;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** After-sales orders and disputes as rows. */
final class Cases implements ConversationDetails {
  private static final String TOPIC = "after_sales";

  /** Beside one chat; who has more is looked at in the platform's own pages. */
  private static final int OF_ONE_CUSTOMER_MAX = 50;

  private static final String COLUMNS =
      """
      a.id, a.shop, a.kind, a.case_id, a.after_sale_id, a.order_id, a.status, a.since, a.told_at,
      c.id AS conversation_id
      """;

  private final Database database;

  Cases(Database database) {
    this.database = database;
  }

  /**
   * A case as it is.
   *
   * @param conversationId of its customer; null when the customer is unknown or has never written
   */
  record Case(
      long id,
      ShopId shop,
      CaseNews.Kind kind,
      String caseId,
      @Nullable String afterSaleId,
      String orderId,
      String status,
      Instant since,
      Instant toldAt,
      @Nullable Long conversationId) {}

  /** Which cases a list has. */
  enum Selection {
    /** Those in which it is the merchant's turn. */
    MERCHANT,
    /** Those that have not ended, with those of unknown status. */
    OPEN,
    ALL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Selection> of(String word) {
      return Stream.of(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    private String sql() {
      return switch (this) {
        case MERCHANT -> "a.status IN (:statuses)";
        case OPEN -> "a.status NOT IN (:statuses)";
        case ALL -> "1 = 1";
      };
    }

    private List<String> statuses() {
      return switch (this) {
        case MERCHANT -> CaseStatus.with(Turn.MERCHANT);
        case OPEN -> CaseStatus.with(Turn.OVER);
        case ALL -> List.of("");
      };
    }

    /** What waits is listed by how long it waits, the history from its end. */
    private boolean isOldestFirst() {
      return switch (this) {
        case MERCHANT, OPEN -> true;
        case ALL -> false;
      };
    }
  }

  /** Behind this row the next page begins. */
  record Place(long sinceMicros, long id) {}

  /** At most {@code limit} behind a place, which is null for the first page. */
  List<Case> list(ShopScope shops, Selection selection, @Nullable Place behind, int limit) {
    String direction = selection.isOldestFirst() ? ">" : "<";
    String order = selection.isOldestFirst() ? "" : " DESC";
    Place from =
        behind != null ? behind : new Place(selection.isOldestFirst() ? -1 : Long.MAX_VALUE, 0);
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT %s FROM after_sales_case a
                LEFT JOIN conversation c ON c.shop = a.shop AND c.open_id = a.open_id
                WHERE %s AND %s
                  AND (a.since %s :since OR (a.since = :since AND a.id %s :id))
                ORDER BY a.since%s, a.id%s LIMIT :limit
                """
                    .formatted(
                        COLUMNS,
                        shops.sql("a.shop"),
                        selection.sql(),
                        direction,
                        direction,
                        order,
                        order))
            .param("shops", shops.sqlNames())
            .param("statuses", selection.statuses())
            .param("since", from.sinceMicros)
            .param("id", from.id)
            .param("limit", limit)
            .query(RecordMapper.of(Case.class))
            .list());
  }

  /** Of a customer, the newest first. */
  List<Case> of(ShopId shop, String openId) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT %s FROM after_sales_case a
                LEFT JOIN conversation c ON c.shop = a.shop AND c.open_id = a.open_id
                WHERE a.shop = ? AND a.open_id = ?
                ORDER BY a.since DESC, a.id DESC LIMIT ?
                """
                    .formatted(COLUMNS))
            .params(shop.value(), openId, OF_ONE_CUSTOMER_MAX)
            .query(RecordMapper.of(Case.class))
            .list());
  }

  /** How many wait for the merchant, for the list of conversations. */
  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, Collection<Long> conversations) {
    Map<Long, ObjectNode> found = new HashMap<>();
    for (Long conversation : conversations) {
      found.put(conversation, JsonNodeFactory.instance.objectNode().put("after_sales_due", 0));
    }
    jdbc.sql(
            """
            SELECT c.id AS conversation_id, count(*) AS due
            FROM conversation c
            JOIN after_sales_case a ON a.shop = c.shop AND a.open_id = c.open_id
            WHERE c.id IN (:ids) AND a.status IN (:statuses) GROUP BY c.id
            """)
        .param("ids", conversations)
        .param("statuses", CaseStatus.with(Turn.MERCHANT))
        .query(row -> {
          ObjectNode fields = found.get(row.getLong("conversation_id"));
          if (fields != null) {
            fields.put("after_sales_due", row.getInt("due"));
          }
        });
    return found;
  }

  /**
   * Events come late and more than once, so the newest by the platform's clock counts, and of two
   * of one second the later in the log.
   *
   * @return whether anything is another now
   */
  static boolean note(JdbcClient jdbc, ShopId shop, CaseNews news, long logSeq) {
    boolean changed =
        jdbc.sql(
                    """
                    INSERT INTO after_sales_case (shop, kind, case_id, after_sale_id, order_id,
                                                  open_id, status, since, told_at, log_seq)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (shop, kind, case_id) DO UPDATE
                    SET after_sale_id = excluded.after_sale_id,
                        open_id = CASE WHEN after_sales_case.order_id = excluded.order_id
                                       THEN coalesce(excluded.open_id, after_sales_case.open_id)
                                       ELSE excluded.open_id END,
                        order_id = excluded.order_id,
                        since = CASE WHEN after_sales_case.status = excluded.status
                                     THEN after_sales_case.since ELSE excluded.since END,
                        status = excluded.status,
                        told_at = excluded.told_at,
                        log_seq = excluded.log_seq
                    WHERE excluded.told_at > after_sales_case.told_at
                       OR (excluded.told_at = after_sales_case.told_at
                           AND excluded.log_seq > after_sales_case.log_seq)
                    """)
                .params(
                    Arrays.asList(
                        shop.value(),
                        news.kind().name().toLowerCase(Locale.ROOT),
                        news.caseId(),
                        news.afterSaleId(),
                        news.orderId(),
                        owner(jdbc, shop, news.orderId()).orElse(null),
                        news.status(),
                        Micros.of(news.at()),
                        Micros.of(news.at()),
                        logSeq))
                .update()
            > 0;
    if (changed) {
      noteConversations(jdbc, shop, news.orderId(), news.at());
    }
    return changed;
  }

  /** By the platform's word, by who paid, or by who showed it, in this order. */
  private static Optional<String> owner(JdbcClient jdbc, ShopId shop, String order) {
    return jdbc.sql(
            """
            SELECT coalesce(
              (SELECT open_id FROM catalog_item
               WHERE shop = :shop AND kind = 'order' AND item_id = :order),
              (SELECT open_id FROM purchase WHERE shop = :shop AND order_id = :order),
              (SELECT open_id FROM shown_order WHERE shop = :shop AND order_id = :order)) AS open_id
            """)
        .param("shop", shop.value())
        .param("order", order)
        .query((row, _) -> Optional.ofNullable(row.getString("open_id")))
        .single();
  }

  /**
   * A customer has shown an order.
   *
   * @return whether a case has a customer by that
   */
  static boolean shown(JdbcClient jdbc, LogEntry card, String order) {
    ShopId shop = card.shop();
    String openId = card.openId();
    jdbc.sql(
            """
            INSERT INTO shown_order (shop, order_id, open_id, log_seq) VALUES (?, ?, ?, ?)
            ON CONFLICT (shop, order_id) DO NOTHING
            """)
        .params(shop.value(), order, openId, card.seq())
        .update();
    boolean found =
        jdbc.sql(
                    """
                    UPDATE after_sales_case SET open_id = ?
                    WHERE shop = ? AND order_id = ? AND open_id IS NULL
                    """)
                .params(openId, shop.value(), order)
                .update()
            > 0;
    if (found) {
      noteConversations(jdbc, shop, order, card.receivedAt());
    }
    return found;
  }

  /** The platform has said whose an order is. */
  static void known(JdbcClient jdbc, ShopId shop, String order, String openId, Instant at) {
    int found =
        jdbc.sql(
                """
                UPDATE after_sales_case SET open_id = ?
                WHERE shop = ? AND order_id = ? AND (open_id IS NULL OR open_id <> ?)
                """)
            .params(openId, shop.value(), order, openId)
            .update();
    if (found > 0) {
      noteConversations(jdbc, shop, order, at);
      noteTopic(jdbc);
    }
  }

  static void noteTopic(JdbcClient jdbc) {
    ChangeFeed.noteTopic(jdbc, TOPIC);
  }

  private static void noteConversations(JdbcClient jdbc, ShopId shop, String order, Instant at) {
    jdbc.sql(
            """
            SELECT DISTINCT c.id FROM conversation c
            JOIN after_sales_case a ON a.shop = c.shop AND a.open_id = c.open_id
            WHERE a.shop = ? AND a.order_id = ?
            """)
        .params(shop.value(), order)
        .query(Long.class)
        .list()
        .forEach(id -> ChangeFeed.noteConversation(jdbc, id, Micros.of(at)));
  }
}
