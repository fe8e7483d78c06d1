package io.xiaoer.webhook;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** Which of their events were sent to which webhook; what was delivered goes after some days. */
final class WebhookDisclosure implements DisclosesCustomer {
  private final Database database;

  WebhookDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "deliveries.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT webhook_id, type, sequence, state, settled_at
                    FROM webhook_delivery
                    WHERE customer = ? ORDER BY id
                    """)
                .params(who.shop().value() + "|" + who.openId())
                .query()
                .listOfRows()));
  }
}
