package io.xiaoer.autoreply;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** Which rules have answered them, and which have not and why. */
final class AutoReplyDisclosure implements DisclosesCustomer {
  private final Database database;

  AutoReplyDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "automatic-replies.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT logged_at, rule_name, outcome, reason FROM automatic_reply_log
                    WHERE conversation_id = ? ORDER BY id
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
  }
}
