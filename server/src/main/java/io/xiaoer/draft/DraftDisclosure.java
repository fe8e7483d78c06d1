package io.xiaoer.draft;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** What people have begun to write to them. */
final class DraftDisclosure implements DisclosesCustomer {
  private final Database database;

  DraftDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "drafts.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT username, content, updated_at FROM draft
                    WHERE conversation_id = ? ORDER BY updated_at
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
  }
}
