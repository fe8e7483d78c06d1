package io.xiaoer.catalog;

import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One item as its row has it.
 *
 * @param waits it is to be looked up, for the first time or again
 */
record CardRow(
    Item item,
    String state,
    @Nullable String reason,
    @Nullable String openId,
    @Nullable String body,
    @Nullable Instant fetchedAt,
    @Nullable Instant checkedAt,
    boolean waits) {
  /** Shown when older, a card is looked up again, whatever the log has told. */
  static final Duration PRODUCT_AGE_MAX = Duration.ofHours(1);

  static final Duration ORDER_AGE_MAX = Duration.ofMinutes(10);

  /** Shown again after this, a failed one is tried again. */
  static final Duration FAILED_AGE_MAX = Duration.ofMinutes(2);

  static final String COLUMNS =
      """
      i.shop, i.kind, i.item_id, i.state, i.reason, i.open_id, i.body, i.fetched_at, i.checked_at,
      (SELECT count(*) FROM look_up l
       WHERE l.shop = i.shop AND l.kind = i.kind AND l.item_id = i.item_id) AS waits
      """;

  static CardRow read(ResultSet row) throws SQLException {
    return new CardRow(
        new Item(
            new ShopId(row.getString("shop")),
            Columns.constant(row, "kind", Kind.class),
            row.getString("item_id")),
        row.getString("state"),
        row.getString("reason"),
        row.getString("open_id"),
        row.getString("body"),
        Columns.instantOrNull(row, "fetched_at"),
        Columns.instantOrNull(row, "checked_at"),
        row.getLong("waits") > 0);
  }

  /** Whether it should be looked up if somebody sees it. */
  boolean isStale(Instant now) {
    Instant checked = checkedAt;
    if (waits) {
      return false;
    }
    if (checked == null) {
      return true;
    }
    Duration ageMax =
        reason != null
            ? FAILED_AGE_MAX
            : switch (item.kind()) {
              case PRODUCT -> PRODUCT_AGE_MAX;
              case ORDER -> ORDER_AGE_MAX;
            };
    return checked.plus(ageMax).isBefore(now);
  }

  /** The card as the API gives it. */
  ObjectNode view(Pictures.Urls pictures) {
    ObjectNode view = JsonNodeFactory.instance.objectNode().put("state", state);
    card()
        .ifPresent(card -> {
          withPicture(card, pictures);
          for (JsonNode product : card.path(CardBody.PRODUCTS)) {
            if (product instanceof ObjectNode one) {
              withPicture(one, pictures);
            }
          }
          view.setAll(card);
          view.put("fetched_at", String.valueOf(fetchedAt));
        });
    if (reason != null) {
      view.put("reason", reason);
    }
    return view;
  }

  /** As it is kept, with the platform's addresses; empty when nothing is known. */
  Optional<ObjectNode> card() {
    return body != null && JsonMapper.shared().readTree(body) instanceof ObjectNode card
        ? Optional.of(card)
        : Optional.empty();
  }

  private void withPicture(ObjectNode card, Pictures.Urls pictures) {
    JsonNode source = card.remove(CardBody.PICTURE_SOURCE);
    if (source != null) {
      card.put("picture_url", pictures.of(item.shop(), source.asString("")));
    }
  }
}
