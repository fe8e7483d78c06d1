package io.xiaoer.round;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** What figures are made of. */
final class RoundDisclosure implements DisclosesCustomer {
  private final Database database;

  RoundDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "rounds.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT messages, opened_at, arrived_at, queue_micros, agent, agent_at, ended_at,
                           outcome, ended_by
                    FROM round WHERE conversation_id = ? ORDER BY id
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
  }
}
