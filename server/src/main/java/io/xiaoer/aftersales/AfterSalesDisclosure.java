package io.xiaoer.aftersales;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** Their after-sales orders and disputes, and the orders they showed. */
final class AfterSalesDisclosure implements DisclosesCustomer {
  private final Database database;

  AfterSalesDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "after-sales.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT kind, case_id, after_sale_id, order_id, status, since, told_at
                    FROM after_sales_case WHERE shop = ? AND open_id = ? ORDER BY since
                    """)
                .params(who.shop().value(), who.openId())
                .query()
                .listOfRows()));
    archive.rows(
        "shown-orders.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT order_id FROM shown_order WHERE shop = ? AND open_id = ?
                    """)
                .params(who.shop().value(), who.openId())
                .query()
                .listOfRows()));
  }
}
