package io.xiaoer.aftersales;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes the customer's cases and which orders they showed. What came since is a new customer's.
 */
final class AfterSalesErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "aftersales";
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      delete(
          jdbc,
          "DELETE FROM after_sales_case WHERE shop = ? AND open_id = ? AND log_seq <= ?",
          who);
      delete(jdbc, "DELETE FROM shown_order WHERE shop = ? AND open_id = ? AND log_seq <= ?", who);
    };
  }

  private static void delete(JdbcClient jdbc, String sql, ErasedCustomer who) {
    jdbc.sql(sql).params(who.shop().value(), who.openId(), who.upToSeq()).update();
  }
}
