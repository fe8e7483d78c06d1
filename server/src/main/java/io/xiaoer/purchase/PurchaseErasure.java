package io.xiaoer.purchase;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Micros;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes customer and number from what was paid; that something was, and when, stays for the
 * figures. What was paid since belongs to a new customer.
 */
final class PurchaseErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "purchase";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(Kind.PURCHASES, (long) orders(jdbc, who).size());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      for (String order : orders(jdbc, who)) {
        jdbc.sql("UPDATE purchase SET order_id = ?, open_id = ? WHERE shop = ? AND order_id = ?")
            .params("erased-" + UUID.randomUUID(), who.pseudonym(), who.shop().value(), order)
            .update();
      }
    };
  }

  private static List<String> orders(JdbcClient jdbc, ErasedCustomer who) {
    return jdbc.sql("SELECT order_id FROM purchase WHERE shop = ? AND open_id = ? AND paid_at <= ?")
        .params(who.shop().value(), who.openId(), Micros.of(who.requestedAt()))
        .query((row, _) -> row.getString("order_id"))
        .list();
  }
}
