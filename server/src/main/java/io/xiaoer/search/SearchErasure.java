package io.xiaoer.search;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.store.Database;
import io.xiaoer.store.Database.Scrubbed;
import java.util.List;

/** Removes a customer's messages from the index. */
final class SearchErasure implements ErasesCustomer {
  private final Database database;
  private final Index index;

  SearchErasure(Database database, Index index) {
    this.database = database;
    this.index = index;
  }

  @Override
  public String name() {
    return "search";
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      List<Long> messages =
          jdbc.sql("SELECT id FROM message WHERE conversation_id = ?")
              .param(who.conversationId())
              .query((row, _) -> row.getLong("id"))
              .list();
      messages.forEach(message -> index.remove(jdbc, message));
    };
  }

  @Override
  public Scrubbed scrub() {
    index.purge(database);
    return Scrubbed.DONE;
  }
}
