package io.xiaoer.savedfilter;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes filters that name a customer. */
final class SavedFilterErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "savedfilter";
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> remove(jdbc, who.openId());
  }

  /** There are few, and openids have characters that mean something to LIKE. */
  private static void remove(JdbcClient jdbc, String openId) {
    record View(long id, String query) {}
    jdbc
        .sql("SELECT id, query FROM saved_view")
        .query((row, _) -> new View(row.getLong("id"), row.getString("query")))
        .list()
        .stream()
        .filter(view -> view.query.contains(openId))
        .forEach(view -> jdbc.sql("DELETE FROM saved_view WHERE id = ?").param(view.id).update());
  }
}
