package io.xiaoer.notice;

import io.xiaoer.disclosure.Archive;
import io.xiaoer.disclosure.DisclosedCustomer;
import io.xiaoer.disclosure.DisclosesCustomer;
import io.xiaoer.store.Database;
import java.io.IOException;

/** Texts that told the team of them. */
final class NoticeDisclosure implements DisclosesCustomer {
  private final Database database;

  NoticeDisclosure(Database database) {
    this.database = database;
  }

  @Override
  public void write(DisclosedCustomer who, Archive archive) throws IOException {
    archive.rows(
        "notices.json",
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT made_at, text, state, settled_at FROM notice
                    WHERE text IS NOT NULL
                      AND id IN (SELECT notice_id FROM notice_call WHERE conversation_id = ?)
                    ORDER BY id
                    """)
                .params(who.conversationId())
                .query()
                .listOfRows()));
  }
}
