package io.xiaoer.proposal;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** What programs have proposed to tell them. */
final class ProposalDisclosure implements DisclosesCustomer {
  private final Database database;

  ProposalDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "proposals.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT proposed_by, content, proposed_at FROM proposal
                    WHERE conversation_id = ? ORDER BY proposed_at
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
  }
}
