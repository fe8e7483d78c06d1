package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.Assignments.Step;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The customers who wait for somebody, for whoever shares them out: what is there, and the steps.
 * Each step happens only if the conversation is still as it was seen, so that what a person has
 * done meanwhile stands.
 */
public final class Queue {
  private Queue() {}

  /**
   * Open, and nobody serves it.
   *
   * @param since when the oldest message without an answer was written
   * @param lastAgent who served it last
   * @param lastAgentAt when they got it
   * @param groupId to whom it was handed, if to a group
   * @param groupedAt when that was
   */
  public record Waiting(
      long id,
      ShopId shop,
      Instant since,
      @Nullable String lastAgent,
      @Nullable Instant lastAgentAt,
      @Nullable Long groupId,
      @Nullable Instant groupedAt) {}

  /**
   * The server has given it to somebody, and the customer waits.
   *
   * @param answered by a person, at least once since then
   */
  public record Assigned(
      long id, ShopId shop, String agent, Instant at, Instant waitingSince, boolean answered) {}

  private static final String WAITS = WaitingCounts.WAITS + " AND c.assignee IS NULL";

  /**
   * Goes before a statement that asks something more of some conversations, which it calls {@code
   * c}. SQLite would else take an index of all that wait for the better way to a few of them.
   */
  static final String OF_THESE =
      "WITH c AS MATERIALIZED (SELECT * FROM conversation WHERE id IN (:ids))\n";

  /** Who waits longest first. */
  public static List<Waiting> waiting(JdbcClient jdbc, Instant now) {
    return jdbc.sql(
            """
            SELECT c.id, c.shop, c.waiting_since AS since, c.last_agent, c.last_agent_at,
                   c.group_id, c.grouped_at
            FROM conversation c WHERE %s ORDER BY c.waiting_since, c.id
            """
                .formatted(WAITS))
        .param("now", Micros.of(now))
        .query(RecordMapper.of(Waiting.class))
        .list();
  }

  /** How many wait in its shop before it. */
  public static int ahead(JdbcClient jdbc, long id, Instant now) {
    return jdbc.sql(
            """
            SELECT count(*) FROM conversation c JOIN conversation self ON self.id = :id
            WHERE c.shop = self.shop AND c.id <> self.id AND %s
              AND (c.waiting_since, c.id) < (self.waiting_since, self.id)
            """
                .formatted(WAITS))
        .param("id", id)
        .param("now", Micros.of(now))
        .query(Integer.class)
        .single();
  }

  /**
   * Of some shops the {@code limit} who wait longest, and as many of those who wait since between
   * two moments.
   */
  public static List<Waiting> firstWaiting(
      JdbcClient jdbc, List<ShopId> shops, Instant now, Instant from, Instant to, int limit) {
    if (shops.isEmpty()) {
      return List.of();
    }
    Map<Long, Waiting> found = new LinkedHashMap<>();
    for (String between : List.of("", "AND c.waiting_since > :from AND c.waiting_since <= :to")) {
      jdbc.sql(
              """
              SELECT c.id, c.shop, c.waiting_since AS since, c.last_agent, c.last_agent_at,
                     c.group_id, c.grouped_at
              FROM conversation c WHERE c.shop IN (:shops) AND %s %s
              ORDER BY c.waiting_since, c.id LIMIT :limit
              """
                  .formatted(WAITS, between))
          .param("shops", shops.stream().map(ShopId::value).toList())
          .param("now", Micros.of(now))
          .param("from", Micros.of(from))
          .param("to", Micros.of(to))
          .param("limit", limit)
          .query(RecordMapper.of(Waiting.class))
          .list()
          .forEach(one -> found.putIfAbsent(one.id, one));
    }
    return List.copyOf(found.values());
  }

  /**
   * One that waits, for a list.
   *
   * @param lastAgent who served it last, a username
   * @param lastAgentName what is shown of them
   */
  public record Listed(
      long id, ShopId shop, @Nullable String lastAgent, @Nullable String lastAgentName) {}

  /** Those of {@code ids} that wait. */
  public static Map<Long, Listed> among(JdbcClient jdbc, Collection<Long> ids, Instant now) {
    return jdbc
        .sql(
            """
            %s
            SELECT c.id, c.shop, c.last_agent, coalesce(s.name, c.last_agent) AS last_agent_name
            FROM c LEFT JOIN staff s ON s.username = c.last_agent
            WHERE %s
            """
                .formatted(OF_THESE, WAITS))
        .param("ids", ids)
        .param("now", Micros.of(now))
        .query(RecordMapper.of(Listed.class))
        .list()
        .stream()
        .collect(Collectors.toMap(Listed::id, Function.identity()));
  }

  /**
   * Who had those of {@code ids} that a person has put back into the queue, and nothing has become
   * of them since.
   *
   * @param ids of conversations that wait; empty for all
   */
  public static Map<Long, String> putBackFrom(JdbcClient jdbc, List<Long> ids) {
    Map<Long, String> from = new HashMap<>();
    jdbc.sql(
            """
            SELECT c.id, t.to_name AS username FROM conversation c
            JOIN conversation_trail t ON t.id = (SELECT max(n.id) FROM conversation_trail n
                                                 WHERE n.conversation_id = c.id)
            WHERE c.closed_at IS NULL AND c.waiting_since IS NOT NULL AND c.assignee IS NULL
              AND c.last_agent IS NOT NULL AND t.what = 'put_back' AND t.to_name IS NOT NULL %s
            """
                .formatted(ids.isEmpty() ? "" : "AND c.id IN (:ids)"))
        .param("ids", ids)
        .query(row -> {
          from.put(row.getLong("id"), row.getString("username"));
        });
    return from;
  }

  private static final String ASSIGNED =
      """
      SELECT c.id, c.shop, c.assignee AS agent, c.assigned_at AS at, c.waiting_since,
             coalesce(c.answered_at >= c.assigned_at, FALSE) AS answered
      FROM conversation c JOIN queue_rule r ON r.shop = c.shop AND r.automatic = 1
      WHERE c.closed_at IS NULL AND c.waiting_since IS NOT NULL AND c.assignee IS NOT NULL
        AND c.assigned_by = '' AND c.assigned_at IS NOT NULL
        AND (c.blocked_until IS NULL OR c.blocked_until <= :now)
      """;

  /** What the server has given to people, where the customer waits. */
  public static List<Assigned> assigned(JdbcClient jdbc, Instant now) {
    return jdbc.sql(ASSIGNED + " ORDER BY c.assigned_at, c.id")
        .param("now", Micros.of(now))
        .query(RecordMapper.of(Assigned.class))
        .list();
  }

  /**
   * Of what the server has given to people that which may be to be taken back, the oldest first:
   * what some people have, and in some shops what was given until a moment and is not answered.
   */
  public static List<Assigned> overdue(
      JdbcClient jdbc,
      Collection<String> of,
      List<ShopId> shops,
      Instant givenUntil,
      Instant now,
      int limit) {
    Map<Long, Assigned> found = new LinkedHashMap<>();
    if (!of.isEmpty()) {
      jdbc.sql(ASSIGNED + " AND c.assignee IN (:of) ORDER BY c.assigned_at, c.id LIMIT :limit")
          .param("of", of)
          .param("now", Micros.of(now))
          .param("limit", limit)
          .query(RecordMapper.of(Assigned.class))
          .list()
          .forEach(one -> found.put(one.id, one));
    }
    if (shops.isEmpty()) {
      return List.copyOf(found.values());
    }
    jdbc.sql(
            ASSIGNED
                + """
                AND c.shop IN (:shops) AND c.assigned_at <= :until
                AND (c.answered_at IS NULL OR c.answered_at < c.assigned_at)
                ORDER BY c.assigned_at, c.id LIMIT :limit
                """)
        .param("shops", shops.stream().map(ShopId::value).toList())
        .param("until", Micros.of(givenUntil))
        .param("now", Micros.of(now))
        .param("limit", limit)
        .query(RecordMapper.of(Assigned.class))
        .list()
        .forEach(one -> found.putIfAbsent(one.id, one));
    return List.copyOf(found.values());
  }

  /** When each who got a conversation since {@code from} got the last one. */
  public static Map<String, Instant> lastAssigned(JdbcClient jdbc, Instant from) {
    Map<String, Instant> last = new HashMap<>();
    jdbc.sql(
            """
            SELECT * FROM (
              SELECT s.username, (SELECT max(c.last_agent_at) FROM conversation c
                                  WHERE c.last_agent = s.username) AS at
              FROM staff s) one
            WHERE one.at > ?
            """)
        .param(Micros.of(from))
        .query(row -> {
          last.put(row.getString("username"), Columns.instant(row, "at"));
        });
    return last;
  }

  /** False when it is no longer as it was seen. */
  public static boolean assign(JdbcClient jdbc, Waiting seen, String agent, Instant now) {
    long at = Micros.of(now);
    int given =
        jdbc.sql(
                """
                UPDATE conversation
                SET assignee = :agent, assigned_at = :at, assigned_by = '',
                    last_agent = :agent, last_agent_at = :at,
                    handed_by = CASE WHEN group_id IS NULL THEN NULL ELSE handed_by END
                WHERE id = :id AND assignee IS NULL AND closed_at IS NULL AND waiting_since = :since
                  AND (blocked_until IS NULL OR blocked_until <= :at)
                """)
            .param("agent", agent)
            .param("at", at)
            .param("id", seen.id)
            .param("since", Micros.of(seen.since))
            .update();
    if (given == 0) {
      return false;
    }
    Assignments.trail(jdbc, seen.id, at, "", Step.ASSIGNED, agent, "");
    ConversationEvents.append(jdbc, seen.id, new ConversationEvent.Assigned(agent, ""), at);
    ChangeFeed.note(jdbc, seen.id, null, at);
    return true;
  }

  /**
   * Back to the queue, where it waits since when it waited. False when it is no longer as it was
   * seen, or answered.
   */
  public static boolean putBack(JdbcClient jdbc, Assigned seen, boolean missed, Instant now) {
    long at = Micros.of(now);
    int back =
        jdbc.sql(
                """
                UPDATE conversation SET assignee = NULL, handed_by = NULL
                WHERE id = :id AND assignee = :agent AND assigned_at = :given AND closed_at IS NULL
                  AND waiting_since IS NOT NULL
                  AND (:missed = 0 OR answered_at IS NULL OR answered_at < assigned_at)
                """)
            .param("id", seen.id)
            .param("agent", seen.agent)
            .param("given", Micros.of(seen.at))
            .param("missed", missed ? 1 : 0)
            .update();
    if (back == 0) {
      return false;
    }
    Step step = missed ? Step.MISSED : Step.RETURNED;
    QueueReason reason = missed ? QueueReason.MISSED : QueueReason.RETURNED;
    Assignments.noteReturned(jdbc, seen.id, step, reason, seen.agent, at);
    return true;
  }

  /** What a conversation needs to know of a shop's rules: see {@link Assignments#loads}. */
  public static void setRule(JdbcClient jdbc, ShopId shop, boolean automatic, int idleMinutes) {
    jdbc.sql(
            """
            INSERT INTO queue_rule (shop, automatic, idle_minutes) VALUES (?, ?, ?)
            ON CONFLICT (shop) DO UPDATE
            SET automatic = excluded.automatic, idle_minutes = excluded.idle_minutes
            """)
        .params(shop.value(), automatic ? 1 : 0, idleMinutes)
        .update();
  }
}
