package io.xiaoer.purchase;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** That they paid. */
final class PurchaseDisclosure implements DisclosesCustomer {
  private final Database database;

  PurchaseDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "purchases.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT order_id, paid_at FROM purchase
                    WHERE shop = ? AND open_id = ? ORDER BY paid_at
                    """)
                .params(who.shop().value(), who.openId())
                .query()
                .listOfRows()));
  }
}
