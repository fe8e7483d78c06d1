package io.xiaoer.search;

import io.xiaoer.store.Database;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which messages have which numbers; in the caller's transaction, as all it does. */
interface Index {
  void add(JdbcClient jdbc, List<Document> documents);

  void remove(JdbcClient jdbc, long id);

  /** Has what was removed leave the tables, too; transactions of its own, none of them long. */
  void purge(Database database);

  /** As if nothing had ever been added. */
  void clear(JdbcClient jdbc);

  /**
   * The newest messages before this one that have what is wanted, the newest first. Fewer than
   * {@code limit} when there are no more.
   */
  List<Long> find(JdbcClient jdbc, IndexQuery wanted, long before, int limit);
}
