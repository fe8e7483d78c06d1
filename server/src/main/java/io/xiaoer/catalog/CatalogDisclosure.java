package io.xiaoer.catalog;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Cards of their orders, without the addresses of pictures at the platform. */
final class CatalogDisclosure implements DisclosesCustomer {
  private final Database database;

  CatalogDisclosure(Database database) {
    this.database = database;
  }

  private record Card(String orderId, String body) {}

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    List<Card> cards =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT item_id, body FROM catalog_item
                    WHERE shop = ? AND kind = 'order' AND open_id = ? AND body IS NOT NULL
                    ORDER BY ordered_at
                    """)
                .params(who.shop().value(), who.openId())
                .query((row, _) -> new Card(row.getString("item_id"), row.getString("body")))
                .list());
    if (cards.isEmpty()) {
      return;
    }
    ArrayNode orders = JsonNodeFactory.instance.arrayNode();
    for (Card card : cards) {
      ObjectNode order = orders.addObject().put("order_id", card.orderId);
      if (JsonMapper.shared().readTree(card.body) instanceof ObjectNode fields) {
        order.setAll(fields);
      }
      order.remove(CardBody.PICTURE_SOURCE);
      order
          .path(CardBody.PRODUCTS)
          .forEach(product -> {
            if (product instanceof ObjectNode one) {
              one.remove(CardBody.PICTURE_SOURCE);
            }
          });
    }
    archive.entry(
        "orders.json",
        out ->
            out.write(
                JsonMapper.shared().writeValueAsString(orders).getBytes(StandardCharsets.UTF_8)));
  }
}
