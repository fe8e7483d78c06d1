package io.xiaoer.search;

import io.xiaoer.store.Database;
import io.xiaoer.store.Tuples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Arrays of numbers under a GIN index.
 *
 * <p>Such an index gives all its matches, in no order: of a word that stands in every twentieth of
 * some millions of messages it would give hundreds of thousands, to be fetched and sorted for the
 * thirty newest. So each message also has, as numbers like the others, the <em>windows</em> of ids
 * it is in, of four sizes. The search asks for the word and the newest small window, which costs no
 * more than the smaller of the two, and goes back in greater windows while little is found, and in
 * smaller ones again where there is much.
 */
final class PostgresIndex implements Index {
  /** Windows of 4 096, 65 536, about a million and about sixteen million ids. */
  private static final int[] WINDOW_BITS = {12, 16, 20, 24};

  /** A window with more matches is looked at in smaller ones; the smallest is read whole. */
  private static final int MATCHES_MAX = 1_000;

  @Override
  public void add(JdbcClient jdbc, List<Document> documents) {
    for (List<Document> slice : Tuples.slices(documents)) {
      List<Object> values = new ArrayList<>(slice.size() * 2);
      for (Document document : slice) {
        Set<Integer> tokens = new HashSet<>(document.tokens());
        for (int level = 0; level < WINDOW_BITS.length; level++) {
          tokens.add(window(level, document.id()));
        }
        values.add(document.id());
        values.add(braces(tokens));
      }
      jdbc.sql(
              "INSERT INTO search_document (message_id, tokens) VALUES "
                  + Tuples.of(slice.size(), "(?, CAST(? AS INTEGER[]))"))
          .params(values)
          .update();
    }
  }

  @Override
  public void remove(JdbcClient jdbc, long id) {
    jdbc.sql("DELETE FROM search_document WHERE message_id = ?").param(id).update();
  }

  /** The server's own clean-up does it. */
  @Override
  public void purge(Database database) {}

  @Override
  public void clear(JdbcClient jdbc) {
    jdbc.sql("TRUNCATE search_document").update();
  }

  @Override
  public List<Long> find(JdbcClient jdbc, IndexQuery wanted, long before, int limit) {
    List<Long> found = new ArrayList<>();
    long top =
        jdbc.sql("SELECT coalesce(max(message_id), 0) FROM search_document WHERE message_id < ?")
            .param(before)
            .query(Long.class)
            .single();
    // Nothing is known of how common a word is, and the planner must not guess.
    plan(jdbc, "off");
    int level = 0;
    // Of each size the window that had too many: nobody asks for it again before it is behind.
    long[] dense = new long[WINDOW_BITS.length];
    Arrays.fill(dense, -1);
    while (top > 0 && found.size() < limit) {
      long window = top >> WINDOW_BITS[level];
      List<Long> matches = matches(jdbc, wanted, level, top);
      if (matches.size() > MATCHES_MAX && level > 0) {
        dense[level] = window;
        level--;
        continue;
      }
      found.addAll(matches.subList(0, Math.min(matches.size(), limit - found.size())));
      top = (window << WINDOW_BITS[level]) - 1;
      int wider = level + 1;
      if (wider < WINDOW_BITS.length) {
        long next = top >> WINDOW_BITS[wider];
        // The last one of a size is everything there is, which a few smaller ones are as well.
        if (next > 0 && next != dense[wider]) {
          level = wider;
        }
      }
    }
    plan(jdbc, "on");
    return found;
  }

  /** Whether it may walk the table or its key, until the end of the transaction. */
  private static void plan(JdbcClient jdbc, String may) {
    jdbc.sql("SET LOCAL enable_seqscan = " + may).update();
    jdbc.sql("SET LOCAL enable_indexscan = " + may).update();
  }

  /**
   * Those of the window that ends at {@code top}, the newest first; some of them, and more than
   * {@link #MATCHES_MAX}, where there are so many and the window is not of the smallest.
   */
  private static List<Long> matches(JdbcClient jdbc, IndexQuery wanted, int level, long top) {
    int limit = level == 0 ? 1 << WINDOW_BITS[0] : MATCHES_MAX + 1;
    return jdbc
        .sql(
            "SELECT message_id FROM search_document WHERE %s AND message_id <= ? LIMIT ?"
                .formatted(condition(wanted, window(level, top))))
        .params(top, limit)
        .query((row, _) -> row.getLong("message_id"))
        .list()
        .stream()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /** Of digits only, whatever was asked: no one's words get in here. */
  private static String condition(IndexQuery wanted, int window) {
    String inWindow = "tokens @> '" + braces(Set.of(window)) + "'";
    String ways =
        wanted.ways().stream()
            .map(way -> {
              Set<Integer> all = new LinkedHashSet<>(way);
              all.add(window);
              return "tokens @> '" + braces(all) + "'";
            })
            .collect(Collectors.joining(" OR ", "(", ")"));
    String choices =
        wanted.choices().stream()
            .map(choice -> " AND tokens && '" + braces(choice) + "'")
            .collect(Collectors.joining());
    return (wanted.ways().isEmpty() ? inWindow : ways) + choices;
  }

  private static int window(int level, long id) {
    int bits = WINDOW_BITS[level];
    return Token.property("window " + bits, Long.toString(id >> bits));
  }

  private static String braces(Collection<Integer> tokens) {
    return tokens.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
