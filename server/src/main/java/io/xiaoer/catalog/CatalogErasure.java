package io.xiaoer.catalog;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes the cards of a customer's orders, and that they named others. */
final class CatalogErasure implements ErasesCustomer {
  private static final String THEIRS =
      """
      shop = :shop AND kind = 'order'
        AND (open_id = :open_id OR (open_id IS NULL AND named_by = :open_id))
      """;

  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.ORDERS,
        jdbc.sql("SELECT count(*) FROM catalog_item WHERE " + THEIRS)
            .param("shop", who.shop().value())
            .param("open_id", who.openId())
            .query(Long.class)
            .single());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      for (String delete :
          List.of(
              "DELETE FROM look_up WHERE (shop, kind, item_id) IN (%s)",
              "DELETE FROM card_picture WHERE (shop, kind, item_id) IN (%s)",
              "DELETE FROM catalog_item WHERE (shop, kind, item_id) IN (%s)")) {
        jdbc.sql(delete.formatted("SELECT shop, kind, item_id FROM catalog_item WHERE " + THEIRS))
            .param("shop", who.shop().value())
            .param("open_id", who.openId())
            .update();
      }
      jdbc.sql("UPDATE catalog_item SET named_by = NULL WHERE shop = ? AND named_by = ?")
          .params(who.shop().value(), who.openId())
          .update();
    };
  }
}
