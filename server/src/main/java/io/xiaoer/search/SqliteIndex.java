package io.xiaoer.search;

import io.xiaoer.store.Database;
import io.xiaoer.store.Tuples;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A full-text table of SQLite that is given numbers for words. It walks its lists from the newest
 * message back and stops at the page's end, however common a word is.
 */
final class SqliteIndex implements Index {
  private static final int RADIX = 36;

  private static final int MERGED_PAGES = 500;

  /** Of an index of some hundreds of millions of pieces; more than that a later merge finds. */
  private static final int MERGES_MAX = 20_000;

  /** What a merge changes that had nothing to do is less. */
  private static final int CHANGES_OF_WORK = 2;

  @Override
  public void add(JdbcClient jdbc, List<Document> documents) {
    for (List<Document> slice : Tuples.slices(documents)) {
      List<Object> values = new ArrayList<>(slice.size() * 2);
      for (Document document : slice) {
        values.add(document.id());
        values.add(
            document.tokens().stream().map(SqliteIndex::word).collect(Collectors.joining(" ")));
      }
      jdbc.sql(
              "INSERT INTO search_document (rowid, tokens) VALUES "
                  + Tuples.of(slice.size(), "(?, ?)"))
          .params(values)
          .update();
    }
  }

  @Override
  public void remove(JdbcClient jdbc, long id) {
    jdbc.sql("DELETE FROM search_document WHERE rowid = ?").param(id).update();
  }

  /**
   * A removed document is only marked until the segment it is in is merged with others; a merge of
   * all, in pieces of so many pages, leaves out what is marked.
   */
  @Override
  public void purge(Database database) {
    merge(database, -MERGED_PAGES);
    for (int i = 0; i < MERGES_MAX && merge(database, MERGED_PAGES) >= CHANGES_OF_WORK; i++) {}
  }

  private static long merge(Database database, int pages) {
    return database.write(jdbc -> {
      long before = changes(jdbc);
      jdbc.sql("INSERT INTO search_document (search_document, rank) VALUES ('merge', ?)")
          .param(pages)
          .update();
      return changes(jdbc) - before;
    });
  }

  private static long changes(JdbcClient jdbc) {
    return jdbc.sql("SELECT total_changes()").query(Long.class).single();
  }

  @Override
  public void clear(JdbcClient jdbc) {
    jdbc.sql("INSERT INTO search_document (search_document) VALUES ('delete-all')").update();
  }

  @Override
  public List<Long> find(JdbcClient jdbc, IndexQuery wanted, long before, int limit) {
    return jdbc.sql(
            """
            SELECT rowid FROM search_document
            WHERE search_document MATCH ? AND rowid < ?
            ORDER BY rowid DESC LIMIT ?
            """)
        .params(expression(wanted), before, limit)
        .query((row, _) -> row.getLong("rowid"))
        .list();
  }

  /** Of digits and small letters only, whatever was asked: no one's words get in here. */
  private static String expression(IndexQuery wanted) {
    String ways = any(wanted.ways().stream().map(way -> all(way.stream().map(SqliteIndex::word))));
    Stream<String> choices =
        wanted.choices().stream().map(choice -> any(choice.stream().map(SqliteIndex::word)));
    return all(Stream.concat(wanted.ways().isEmpty() ? Stream.of() : Stream.of(ways), choices));
  }

  private static String all(Stream<String> parts) {
    return joined(parts.toList(), " AND ");
  }

  private static String any(Stream<String> parts) {
    return joined(parts.toList(), " OR ");
  }

  private static String joined(Collection<String> parts, String operator) {
    return "(" + String.join(operator, parts) + ")";
  }

  /** Begins with a letter, for a number that begins a word would be none to the query. */
  private static String word(int token) {
    return "x" + Integer.toUnsignedString(token, RADIX);
  }
}
