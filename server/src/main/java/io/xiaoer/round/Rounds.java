package io.xiaoer.round;

import io.xiaoer.round.Round.Outcome;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads rounds, for those who make figures of them and show what the figures are made of. */
public final class Rounds {
  private static final String COLUMNS =
      """
      r.id, r.conversation_id, r.opened_at, r.arrived_at, r.messages, r.automatic_at, r.outcome,
      r.ended_at, r.ended_by, r.agent
      """;

  /** So many pages are in memory at once. */
  private static final int PAGES_AT_ONCE = 16;

  private Rounds() {}

  /**
   * Those of a shop that began in a time, in the order in which they began.
   *
   * @param but conversations that are left out, see {@link #blocked}
   */
  public static void each(
      JdbcClient jdbc,
      ShopId shop,
      Instant from,
      Instant to,
      Set<Long> but,
      Consumer<Round> taker) {
    Consumer<Round> each =
        but.isEmpty()
            ? taker
            : round -> {
              if (!but.contains(round.conversationId())) {
                taker.accept(round);
              }
            };
    long begin = Micros.of(from);
    long end = Micros.of(to);
    long last = Math.floorDiv(end - 1, RoundPages.DAY_MICROS);
    for (long day = Math.floorDiv(begin, RoundPages.DAY_MICROS); day <= last; ) {
      long until = Math.min(last, day + PAGES_AT_ONCE - 1);
      for (Page page : pages(jdbc, shop, day, until)) {
        if (page.content == null) {
          long midnight = page.day * RoundPages.DAY_MICROS;
          read(
              jdbc,
              shop,
              Math.max(begin, midnight),
              Math.min(end, midnight + RoundPages.DAY_MICROS),
              each);
        } else {
          RoundPage.read(
              page.content,
              round -> {
                if (round.openedAt() >= begin && round.openedAt() < end) {
                  each.accept(round);
                }
              });
        }
      }
      day = until + 1;
    }
  }

  /** A day of which there are rounds. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Page(long day, byte @Nullable [] content) {}

  private static List<Page> pages(JdbcClient jdbc, ShopId shop, long from, long to) {
    return jdbc.sql(
            """
            SELECT day, content FROM round_page WHERE shop = ? AND day >= ? AND day <= ?
            ORDER BY day
            """)
        .params(shop.value(), from, to)
        .query((row, _) -> new Page(row.getLong("day"), row.getBytes("content")))
        .list();
  }

  static void read(JdbcClient jdbc, ShopId shop, long from, long to, Consumer<Round> each) {
    jdbc.sql(
            """
            SELECT %s FROM round r WHERE r.shop = ? AND r.opened_at >= ? AND r.opened_at < ?
            ORDER BY r.opened_at, r.id
            """
                .formatted(COLUMNS))
        .params(shop.value(), from, to)
        .query(row -> {
          each.accept(round(row));
        });
  }

  private static Round round(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    return new Round(
        row.getLong("id"),
        row.getLong("conversation_id"),
        row.getLong("opened_at"),
        row.getLong("arrived_at"),
        row.getInt("messages"),
        orNever(row, "automatic_at"),
        outcome == null
            ? Outcome.GOES_ON
            : outcome.equals("answered") ? Outcome.ANSWERED : Outcome.CLOSED,
        orNever(row, "ended_at"),
        Objects.requireNonNullElse(row.getString("ended_by"), ""),
        Objects.requireNonNullElse(row.getString("agent"), ""));
  }

  private static long orNever(ResultSet row, String label) throws SQLException {
    long value = row.getLong(label);
    return row.wasNull() ? Round.NEVER : value;
  }

  /** Conversations for whose customers nobody is called. */
  public static Set<Long> blocked(JdbcClient jdbc, Instant now) {
    return new HashSet<>(
        jdbc.sql("SELECT id FROM conversation WHERE blocked_until > ?")
            .param(Micros.of(now))
            .query((row, _) -> row.getLong("id"))
            .list());
  }

  /**
   * A round with what is said of it alone.
   *
   * @param queueMicros in the queue, until it ended or until now
   * @param agentAt since when who had it at the end had it; null when nobody did
   * @param firstKey the place of its first message
   * @param endKey messages before this place belong to it
   */
  public record Detailed(
      Round round,
      ShopId shop,
      long queueMicros,
      @Nullable Instant agentAt,
      String firstKey,
      String endKey) {}

  /**
   * Which rounds are looked for.
   *
   * @param agents whose they are: who answered, or else who has them; empty name: nobody. Null: all
   * @param answeredLaterThan null for all; else those answered within it are left out
   */
  public record Sought(
      ShopScope shops,
      Instant from,
      Instant to,
      @Nullable List<String> agents,
      @Nullable Long answeredLaterThan) {}

  /** Behind which round the next ones stand. */
  public record Place(long openedAt, long id) {
    public static final Place NEWEST = new Place(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The newest first; blocked customers are left out. */
  public static List<Detailed> newest(
      JdbcClient jdbc, Sought sought, Place behind, int limit, Instant now) {
    // Of one shop the rounds stand in order in its index; of several in the one by time.
    boolean ofOne = sought.shops instanceof ShopScope.Some(var some) && some.size() == 1;
    return jdbc.sql(
            """
            SELECT %s, r.shop, r.agent_at, r.first_key, r.end_key,
                   r.queue_micros + CASE WHEN r.queued_at IS NULL THEN 0 ELSE :now - r.queued_at END
                     AS queue_micros
            FROM round r JOIN conversation c ON c.id = r.conversation_id
            WHERE %s AND r.opened_at >= :from AND r.opened_at < :to
              AND (r.opened_at < :before OR (r.opened_at = :before AND r.id < :before_id))
              AND (c.blocked_until IS NULL OR c.blocked_until <= :now) %s %s
            ORDER BY r.opened_at DESC, r.id DESC LIMIT :limit
            """
                .formatted(
                    COLUMNS,
                    sought.shops.sql(ofOne ? "r.shop" : "r.shop || ''"),
                    sought.agents == null
                        ? ""
                        : "AND CASE WHEN r.outcome = 'answered' THEN r.ended_by"
                            + " ELSE coalesce(r.agent, '') END IN (:agents)",
                    sought.answeredLaterThan == null
                        ? ""
                        : "AND (r.outcome IS NULL OR r.ended_at - r.opened_at > :later_than)"))
        .param("shops", sought.shops.sqlNames())
        .param("from", Micros.of(sought.from))
        .param("to", Math.min(Micros.of(sought.to), bound(behind)))
        .param("before", behind.openedAt)
        .param("before_id", behind.id)
        .param("agents", sought.agents == null || sought.agents.isEmpty() ? NOBODY : sought.agents)
        .param("later_than", sought.answeredLaterThan)
        .param("now", Micros.of(now))
        .param("limit", limit)
        .query((row, _) ->
            new Detailed(
                round(row),
                new ShopId(row.getString("shop")),
                row.getLong("queue_micros"),
                Columns.instantOrNull(row, "agent_at"),
                row.getString("first_key"),
                row.getString("end_key")))
        .list();
  }

  /** No user has this name. */
  private static final List<String> NOBODY = List.of("\u0001");

  /** Lets an index begin where the page begins. */
  private static long bound(Place behind) {
    return behind.openedAt == Long.MAX_VALUE ? Long.MAX_VALUE : behind.openedAt + 1;
  }

  /** Of one conversation those that began in a time, in the order in which they began. */
  public static List<Round> ofConversation(JdbcClient jdbc, long conversation, long from, long to) {
    List<Round> rounds = new ArrayList<>();
    jdbc.sql(
            """
            SELECT %s FROM round r
            WHERE r.conversation_id = ? AND r.opened_at >= ? AND r.opened_at < ?
            ORDER BY r.opened_at, r.id
            """
                .formatted(COLUMNS))
        .params(conversation, from, to)
        .query(row -> {
          rounds.add(round(row));
        });
    return rounds;
  }

  /** The first message of each round, by the round's id; of those whose message is still there. */
  public static Map<Long, Long> firstMessages(JdbcClient jdbc, List<Detailed> rounds) {
    record First(long id, long messageId) {}
    Map<Long, Long> first = new HashMap<>();
    List<Long> ids = rounds.stream().map(one -> one.round.id()).toList();
    for (List<Long> slice : Tuples.slices(ids)) {
      jdbc.sql(
              """
              SELECT r.id, min(m.id) AS message_id
              FROM round r
              JOIN message m ON m.conversation_id = r.conversation_id AND m.sort_key = r.first_key
              WHERE r.id IN (%s) GROUP BY r.id
              """
                  .formatted(Tuples.of(slice.size(), "?")))
          .params(slice)
          .query(RecordMapper.of(First.class))
          .list()
          .forEach(one -> first.put(one.id, one.messageId));
    }
    return first;
  }

  /** Whether a person wrote an answer in a round until a moment, whatever became of it. */
  public static boolean answerWasWritten(JdbcClient jdbc, Detailed round, Instant until) {
    Optional<Long> found =
        jdbc.sql(
                """
                SELECT id FROM message
                WHERE conversation_id = ? AND sort_key > ? AND sort_key <= ? AND direction = 'out'
                  AND automatic = 0 AND created_at <= ? LIMIT 1
                """)
            .params(round.round.conversationId(), round.firstKey, round.endKey, Micros.of(until))
            .query(Long.class)
            .optional();
    return found.isPresent();
  }
}
