package io.xiaoer.search;

import io.xiaoer.api.HeavyWork;
import io.xiaoer.conversation.Message.Direction;
import io.xiaoer.search.NormalizedText.Span;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Answers what somebody looks for, the newest message first. The index says which messages it may
 * be, and each of them is looked at: what is given back is there, says what was asked for, and
 * belongs to a shop of his.
 */
public final class Search {
  /** More is no question; a text as long as this finds its message with half of it. */
  public static final int TEXT_CHARS_MAX = 200;

  /** That many messages are looked at together. */
  private static final int CANDIDATES = 128;

  /**
   * Looked at for one page, when few of those that the index gives are what was asked for; the page
   * is short then, and says where to go on.
   */
  private static final int CANDIDATES_MAX = 4_096;

  /** Nor are more looked at after so long; whoever asked may be gone. */
  private static final Duration LOOK_MAX = Duration.ofSeconds(4);

  /**
   * With all its pieces a sentence is found no sooner; which of them are asked for does not matter.
   */
  private static final int PIECES_MAX = 24;

  /**
   * So many customers with a tag are told to the index; more are so many that one is soon found.
   */
  private static final int TAGGED_MAX = 200;

  /** So many customers of one name are told to the index. */
  private static final int NAMED_MAX = 200;

  /** A CreateTime may be so far ahead of our clock, and be believed. */
  private static final Duration AHEAD_MAX = Duration.ofDays(2);

  /** Somebody who types has one or two; what has left the page goes on here until it is done. */
  private static final HeavyWork.Bounds BOUNDS =
      new HeavyWork.Bounds(2, 8, Duration.ofSeconds(5), 4, "too_many_searches", "searches_busy");

  private final Database database;
  private final Index index;
  private final InstantSource clock;
  private final HeavyWork searches = new HeavyWork(BOUNDS);

  Search(Database database, Index index, InstantSource clock) {
    this.database = database;
    this.index = index;
    this.clock = clock;
  }

  /**
   * Some hits, the newest first.
   *
   * @param next it goes on with messages before this one; null on the last page
   */
  public record Page(List<Hit> hits, @Nullable Long next) {}

  /** The same for a request: refused where the caller, or all of them, have too many at once. */
  public Page find(String caller, SearchQuery question, long before, int limit) {
    return searches.run(caller, () -> find(question, before, limit));
  }

  /** At most {@code limit} hits among the messages before {@code before}. */
  public Page find(SearchQuery question, long before, int limit) {
    Instant now = clock.instant();
    long end = System.nanoTime() + LOOK_MAX.toNanos();
    return database.read(jdbc -> {
      ParsedQuery asked = ParsedQuery.of(jdbc, question);
      if (asked.isHopeless()) {
        return new Page(List.of(), null);
      }
      IndexQuery wanted = wanted(jdbc, question, asked, now);
      if (wanted.choices().stream().anyMatch(Set::isEmpty)) {
        return new Page(List.of(), null); // no shop that he sees, nobody with that tag
      }
      List<Hit> hits = new ArrayList<>();
      long at = before;
      int looked = 0;
      while (looked < CANDIDATES_MAX && (looked == 0 || System.nanoTime() < end)) {
        List<Long> candidates = index.find(jdbc, wanted, at, CANDIDATES);
        for (Hit hit : look(jdbc, question, asked, candidates)) {
          if (hits.size() == limit) {
            return new Page(hits, hits.getLast().messageId());
          }
          hits.add(hit);
        }
        if (candidates.size() < CANDIDATES) {
          return new Page(hits, null);
        }
        looked += candidates.size();
        at = candidates.getLast();
      }
      return new Page(hits, at);
    });
  }

  /**
   * A question's text, and what it may mean beside itself.
   *
   * @param words all must be in a message
   * @param agents usernames, when it is the name of one; what they wrote is meant as well
   * @param customers conversations, when it is the id of a customer or part of the name that people
   *     gave to one
   */
  private record ParsedQuery(
      String text, List<NormalizedText> words, Set<String> agents, Set<Long> customers) {

    static ParsedQuery of(JdbcClient jdbc, SearchQuery question) {
      String text = question.text().strip();
      NormalizedText folded = NormalizedText.of(text);
      return question.conversation() == null
          ? new ParsedQuery(
              text, folded.words(), agents(jdbc, folded), customers(jdbc, text, question.shops()))
          : new ParsedQuery(text, folded.words(), Set.of(), Set.of());
    }

    /** Something is asked for, and it has nothing that one could look for. */
    boolean isHopeless() {
      return !text.isEmpty() && words.isEmpty() && customers.isEmpty();
    }

    private static Set<String> agents(JdbcClient jdbc, NormalizedText text) {
      Set<String> agents = new LinkedHashSet<>();
      if (text.length() > 0) {
        jdbc.sql("SELECT username, name FROM staff ORDER BY username")
            .query(row -> {
              if (text.same(NormalizedText.of(row.getString("username")))
                  || text.same(NormalizedText.of(row.getString("name")))) {
                agents.add(row.getString("username"));
              }
            });
      }
      return agents;
    }

    private static Set<Long> customers(JdbcClient jdbc, String text, ShopScope shops) {
      return text.isEmpty()
          ? Set.of()
          : new LinkedHashSet<>(
              jdbc.sql(
                      """
                      SELECT c.id FROM conversation c WHERE c.erased_at IS NULL AND %1$s AND (c.open_id = :text
                        OR c.id IN (SELECT u.conversation_id FROM customer u
                                    WHERE u.remark_name <> ''
                                      AND lower(u.remark_name) LIKE :part ESCAPE '!'))
                      ORDER BY c.id DESC LIMIT :limit
                      """
                          .formatted(shops.sql("c.shop")))
                  .param("text", text)
                  .param(
                      "part", "%" + text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%")
                  .param("limit", NAMED_MAX)
                  .param("shops", shops.sqlNames())
                  .query((row, _) -> row.getLong("id"))
                  .list());
    }
  }

  private static IndexQuery wanted(
      JdbcClient jdbc, SearchQuery question, ParsedQuery asked, Instant now) {
    List<Set<Integer>> ways = new ArrayList<>();
    if (!asked.words.isEmpty()) {
      Set<Integer> pieces = new LinkedHashSet<>();
      asked.words.forEach(word -> pieces.addAll(Grams.of(word)));
      ways.add(some(pieces));
    }
    asked.agents.forEach(agent -> ways.add(Set.of(Properties.by(agent))));
    asked.customers.forEach(id -> ways.add(Set.of(Properties.conversation(id))));

    List<Set<Integer>> choices = new ArrayList<>();
    switch (question.shops()) {
      case ShopScope.All _ -> {}
      case ShopScope.Some(Set<ShopId> shops) -> {
        Set<Integer> any = new HashSet<>();
        shops.forEach(shop -> any.add(Properties.shop(shop.value())));
        choices.add(any);
      }
    }
    if (question.from() != null || question.to() != null) {
      choices.add(Properties.time(question.from(), question.to(), now.plus(AHEAD_MAX)));
    }
    if (question.conversation() != null) {
      choices.add(Set.of(Properties.conversation(question.conversation())));
    }
    if (question.by() != null) {
      choices.add(Set.of(Properties.by(question.by())));
    }
    if (question.direction() != null) {
      choices.add(Set.of(Properties.direction(lower(question.direction()))));
    }
    if (question.type() != null) {
      choices.add(Set.of(Properties.type(question.type())));
    }
    if (question.tag() != null) {
      Set<Integer> tagged = tagged(jdbc, question.tag());
      if (tagged.size() <= TAGGED_MAX) {
        choices.add(tagged);
      }
    }
    if (ways.isEmpty() && choices.isEmpty()) {
      choices.add(
          Set.of(
              Properties.direction(lower(Direction.IN)),
              Properties.direction(lower(Direction.OUT))));
    }
    return new IndexQuery(ways, choices);
  }

  /** Evenly over the whole, if there are many. */
  private static Set<Integer> some(Set<Integer> pieces) {
    if (pieces.size() <= PIECES_MAX) {
      return pieces;
    }
    List<Integer> all = List.copyOf(pieces);
    Set<Integer> some = new LinkedHashSet<>();
    for (int i = 0; i < PIECES_MAX; i++) {
      some.add(all.get(i * all.size() / PIECES_MAX));
    }
    return some;
  }

  /** At most one more than the index is told. */
  private static Set<Integer> tagged(JdbcClient jdbc, String tag) {
    Set<Integer> tagged = new HashSet<>();
    jdbc.sql("SELECT conversation_id FROM customer_tag WHERE tag = ? LIMIT ?")
        .params(tag, TAGGED_MAX + 1)
        .query(row -> {
          tagged.add(Properties.conversation(row.getLong("conversation_id")));
        });
    return tagged;
  }

  /** Those of the messages that are what was asked for, the newest first. */
  private static List<Hit> look(
      JdbcClient jdbc, SearchQuery question, ParsedQuery asked, List<Long> candidates) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<Hit> hits = new ArrayList<>();
    jdbc.sql(
            """
            SELECT m.id, m.conversation_id, c.shop, c.open_id, m.created_at, m.direction, m.type,
                   m.by_username, m.body,
                   (SELECT count(*) FROM customer_tag t
                    WHERE t.conversation_id = m.conversation_id AND t.tag = :tag) AS tagged,
                   (SELECT u.remark_name FROM customer u
                    WHERE u.conversation_id = m.conversation_id) AS remark_name
            FROM message m JOIN conversation c ON c.id = m.conversation_id
            WHERE m.id IN (:ids)
            """)
        .param("ids", candidates)
        .param("tag", question.tag() == null ? "" : question.tag())
        .query(row -> {
          Hit hit = hit(row, asked);
          // Here and not in the statement, whose planner would rather begin with the shop.
          if (hit != null
              && question.fits(hit)
              && (question.tag() == null || row.getInt("tagged") > 0)) {
            hits.add(hit);
          }
        });
    hits.sort(Comparator.comparingLong(Hit::messageId).reversed());
    return hits;
  }

  /** Null when the text is not what was asked for. */
  private static @Nullable Hit hit(ResultSet row, ParsedQuery asked) throws SQLException {
    long conversationId = row.getLong("conversation_id");
    String type = row.getString("type");
    String by = row.getString("by_username");
    String text = Searchable.text(type, row.getString("body"));
    List<Span> found = find(text, asked.words);
    boolean inText = asked.text.isEmpty() || !found.isEmpty();
    if (!inText
        && !asked.customers.contains(conversationId)
        && (by == null || !asked.agents.contains(by))) {
      return null;
    }
    return new Hit(
        conversationId,
        row.getLong("id"),
        new ShopId(row.getString("shop")),
        row.getString("open_id"),
        named(row.getString("remark_name")),
        Columns.instant(row, "created_at"),
        Columns.constant(row, "direction", Direction.class),
        type,
        by,
        Snippet.of(text, found));
  }

  private static @Nullable String named(@Nullable String remarkName) {
    return remarkName == null || remarkName.isEmpty() ? null : remarkName;
  }

  /** Where the words are in the text; nothing unless all of them are. */
  private static List<Span> find(String text, List<NormalizedText> words) {
    NormalizedText folded = NormalizedText.of(text);
    List<Span> found = new ArrayList<>();
    for (NormalizedText word : words) {
      List<Span> here = folded.find(word);
      if (here.isEmpty()) {
        return List.of();
      }
      found.addAll(here);
    }
    return found;
  }

  private static String lower(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }
}
