package io.xiaoer.customer;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** What people wrote down about a customer. */
final class CustomerDisclosure implements DisclosesCustomer {
  private final Database database;

  CustomerDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "customer.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT remark_name, note, starred, block_reason, block_by, block_at
                    FROM customer WHERE conversation_id = ?
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
    archive.rows(
        "tags.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT tag FROM customer_tag WHERE conversation_id = ? ORDER BY position
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
  }
}
