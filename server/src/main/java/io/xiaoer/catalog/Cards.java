package io.xiaoer.catalog;

import io.xiaoer.catalog.Item.Kind;
import io.xiaoer.conversation.Message;
import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageDetails;
import io.xiaoer.shop.ShopId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Puts cards into the messages that share a product or an order. */
final class Cards implements MessageDetails {
  private final RecentlyViewed shown;
  private final InstantSource clock;

  Cards(RecentlyViewed shown, InstantSource clock) {
    this.shown = shown;
    this.clock = clock;
  }

  private record Share(Kind kind, String id) {}

  private record Place(ShopId shop, String openId) {}

  @Override
  public Map<Long, ObjectNode> of(JdbcClient jdbc, List<Message> messages) {
    Map<Message, Share> shares = new HashMap<>();
    for (Message message : messages) {
      share(message).ifPresent(share -> shares.put(message, share));
    }
    if (shares.isEmpty()) {
      return Map.of();
    }
    Map<Long, Place> places = places(jdbc, shares.keySet());
    Map<Item, CardRow> rows =
        rows(
            jdbc,
            places.values().stream().map(Place::shop).collect(Collectors.toSet()),
            shares.values().stream().map(Share::id).collect(Collectors.toSet()));
    Pictures.Urls pictures = Pictures.urls(jdbc, rows.values());
    Map<Long, ObjectNode> found = new HashMap<>();
    shares.forEach((message, share) -> {
      Place place = places.get(message.conversationId());
      if (place != null) {
        Item.of(place.shop, share.kind, share.id)
            .ifPresent(
                item -> found.put(message.id(), card(item, rows.get(item), place, pictures)));
      }
    });
    return found;
  }

  private ObjectNode card(Item item, @Nullable CardRow row, Place place, Pictures.Urls pictures) {
    if (row == null || row.isStale(clock.instant())) {
      shown.add(item);
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    if (row == null) {
      fields.putNull("card");
      return fields;
    }
    ObjectNode card = row.view(pictures);
    if (item.kind() == Kind.ORDER) {
      card.put(
          "of_this_customer",
          row.openId() == null ? null : (Boolean) row.openId().equals(place.openId));
    }
    fields.set("card", card);
    return fields;
  }

  private static Optional<Share> share(Message message) {
    return switch (message.body()) {
      case MessageBody.ProductShare(String id) -> share(Kind.PRODUCT, id);
      case MessageBody.OrderShare(String id) -> share(Kind.ORDER, id);
      case MessageBody.Words _, MessageBody.Attachment _, MessageBody.Unknown _ -> Optional.empty();
    };
  }

  private static Optional<Share> share(Kind kind, String id) {
    return id.isEmpty() ? Optional.empty() : Optional.of(new Share(kind, id));
  }

  private static Map<Long, Place> places(JdbcClient jdbc, Set<Message> messages) {
    Map<Long, Place> places = new HashMap<>();
    jdbc.sql("SELECT id, shop, open_id FROM conversation WHERE id IN (:ids)")
        .param("ids", messages.stream().map(Message::conversationId).collect(Collectors.toSet()))
        .query(row -> {
          places.put(
              row.getLong("id"),
              new Place(new ShopId(row.getString("shop")), row.getString("open_id")));
        });
    return places;
  }

  private static Map<Item, CardRow> rows(JdbcClient jdbc, Set<ShopId> shops, Set<String> ids) {
    if (shops.isEmpty()) {
      return Map.of();
    }
    return jdbc
        .sql(
            "SELECT %s FROM catalog_item i WHERE i.shop IN (:shops) AND i.item_id IN (:ids) AND i.kind IN ('product', 'order')"
                .formatted(CardRow.COLUMNS))
        .param("shops", shops.stream().map(ShopId::value).collect(Collectors.toSet()))
        .param("ids", ids)
        .query((row, _) -> CardRow.read(row))
        .list()
        .stream()
        .collect(Collectors.toMap(CardRow::item, row -> row));
  }
}
