package io.xiaoer.webhook;

import io.xiaoer.cloudevent.CloudEvents.Sent;
import io.xiaoer.cloudevent.EventRef;
import io.xiaoer.cloudevent.EventRef.Source;
import io.xiaoer.outbound.Answer;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is to be sent where, and what came of each attempt. */
final class DeliveryTable {
  /** So long a delivery is shown, and not sent again by mistake. */
  static final Duration KEPT = Duration.ofDays(7);

  private static final int PRUNED_AT_ONCE = 1_000;

  private DeliveryTable() {}

  /** What is tried now. */
  record Due(
      long id,
      long webhookId,
      String eventId,
      String type,
      Source source,
      long sequence,
      int attempts) {
    Sent sent() {
      return new Sent(eventId, type, source, sequence);
    }

    @Override
    public String toString() {
      return "delivery " + id;
    }
  }

  /** Gives how many were not there yet. */
  static int add(JdbcClient jdbc, long webhookId, List<EventRef> found, Instant now) {
    int added = 0;
    long at = Micros.of(now);
    for (List<EventRef> slice : Tuples.slices(found)) {
      List<Object> values = new ArrayList<>();
      for (EventRef one : slice) {
        values.addAll(
            List.of(
                webhookId,
                one.id(),
                one.kind().word(),
                Webhook.word(one.source()),
                one.sequence(),
                one.customer(),
                at));
      }
      added +=
          jdbc.sql(
                  """
                  INSERT INTO webhook_delivery (webhook_id, event_id, type, source, sequence,
                                                customer, state, attempts, due_at)
                  VALUES %s ON CONFLICT (webhook_id, event_id) DO NOTHING
                  """
                      .formatted(Tuples.of(slice.size(), "(?, ?, ?, ?, ?, ?, 'pending', 0, ?)")))
              .params(values)
              .update();
    }
    return added;
  }

  /** Those that were given up, and on request those that were taken, are sent once more. */
  static int again(
      JdbcClient jdbc, long webhookId, List<EventRef> found, boolean alsoDelivered, Instant now) {
    int again = 0;
    for (List<EventRef> slice : Tuples.slices(found)) {
      List<Object> values = new ArrayList<>(List.of(Micros.of(now), webhookId));
      slice.forEach(one -> values.add(one.id()));
      again +=
          jdbc.sql(
                  """
                  UPDATE webhook_delivery
                  SET state = 'pending', attempts = 0, due_at = ?, settled_at = NULL
                  WHERE webhook_id = ? AND state IN (%s) AND event_id IN (%s)
                  """
                      .formatted(
                          alsoDelivered ? "'parked', 'delivered'" : "'parked'",
                          Tuples.of(slice.size(), "?")))
              .params(values)
              .update();
    }
    return again;
  }

  static int pending(JdbcClient jdbc, long webhookId) {
    return jdbc.sql(
            "SELECT count(*) FROM webhook_delivery WHERE webhook_id = ? AND state = 'pending'")
        .param(webhookId)
        .query(Integer.class)
        .single();
  }

  /**
   * Of an ordered webhook only what nothing of the same customer stands before. The first of a
   * customer is asked for by a value of its own, and not by a join: for that PostgreSQL takes the
   * index, also where it has not counted the table yet, and looks no further than {@code limit}.
   */
  static List<Due> due(JdbcClient jdbc, Webhook webhook, Instant now, int limit) {
    return jdbc.sql(webhook.ordered() ? DUE.formatted(FIRST_OF_CUSTOMER) : DUE.formatted(""))
        .param("webhook", webhook.id())
        .param("now", Micros.of(now))
        .param("limit", limit)
        .query(RecordMapper.of(Due.class))
        .list();
  }

  static final String DUE =
      """
      SELECT d.id, d.webhook_id, d.event_id, d.type, d.source, d.sequence, d.attempts
      FROM webhook_delivery d
      WHERE d.webhook_id = :webhook AND d.state = 'pending' AND d.due_at <= :now %s
      ORDER BY d.due_at, d.id LIMIT :limit
      """;

  static final String FIRST_OF_CUSTOMER =
      """
      AND (d.customer = ''
           OR d.id = (SELECT e.id FROM webhook_delivery e
                      WHERE e.webhook_id = d.webhook_id AND e.customer = d.customer
                        AND e.state = 'pending'
                      ORDER BY e.id LIMIT 1))
      """;

  static Optional<Instant> next(JdbcClient jdbc, Instant after) {
    return jdbc.sql(
            """
            SELECT min(at) AS at FROM (
              SELECT min(d.due_at) AS at
              FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
              WHERE d.state = 'pending' AND d.due_at > :after AND w.state = 'active'
              UNION ALL
              SELECT min(probe_at) FROM webhook WHERE probe_at > :after
            ) looks
            """)
        .param("after", Micros.of(after))
        .query((row, _) -> Optional.ofNullable(Columns.instantOrNull(row, "at")))
        .single();
  }

  /** Before the call: whatever becomes of it, it counts and is due again. Gives the attempt. */
  static Optional<Long> begin(JdbcClient jdbc, Due due, Instant now, Instant again) {
    int begun =
        jdbc.sql(
                """
                UPDATE webhook_delivery SET attempts = attempts + 1, due_at = ?
                WHERE id = ? AND state = 'pending' AND attempts = ?
                """)
            .params(Micros.of(again), due.id, due.attempts)
            .update();
    if (begun == 0) {
      return Optional.empty();
    }
    return Optional.of(
        jdbc.sql("INSERT INTO webhook_attempt (delivery_id, tried_at) VALUES (?, ?) RETURNING id")
            .params(due.id, Micros.of(now))
            .query(Long.class)
            .single());
  }

  static void answered(JdbcClient jdbc, long attempt, Answer answer) {
    switch (answer) {
      case Answer.Answered answered ->
          jdbc.sql(
                  "UPDATE webhook_attempt SET status = ?, milliseconds = ?, answer = ? WHERE id = ?")
              .params(answered.status(), answered.took().toMillis(), answered.beginning(), attempt)
              .update();
      case Answer.None none ->
          jdbc.sql("UPDATE webhook_attempt SET milliseconds = ?, error = ? WHERE id = ?")
              .params(none.took().toMillis(), none.trouble().word(), attempt)
              .update();
    }
  }

  static void settle(JdbcClient jdbc, Due due, boolean delivered, Instant now) {
    jdbc.sql("UPDATE webhook_delivery SET state = ?, settled_at = ? WHERE id = ?")
        .params(delivered ? "delivered" : "parked", Micros.of(now), due.id)
        .update();
  }

  static void dueAt(JdbcClient jdbc, Due due, Instant at) {
    jdbc.sql("UPDATE webhook_delivery SET due_at = ? WHERE id = ? AND state = 'pending'")
        .params(Micros.of(at), due.id)
        .update();
  }

  /** What waits for a later attempt is tried at once. */
  static void allDue(JdbcClient jdbc, long webhookId, Instant now) {
    jdbc.sql("UPDATE webhook_delivery SET due_at = ? WHERE webhook_id = ? AND state = 'pending'")
        .params(Micros.of(now), webhookId)
        .update();
  }

  /** As the page shows it. */
  record Delivery(long id, String eventId, String type, long sequence, String state) {}

  record Attempt(
      long deliveryId,
      Instant triedAt,
      @Nullable Integer status,
      @Nullable Long milliseconds,
      @Nullable String error,
      @Nullable String answer) {}

  /** The newest first, those before {@code before}. */
  static List<Delivery> newest(
      JdbcClient jdbc, long webhookId, @Nullable String state, long before, int limit) {
    return jdbc.sql(
            """
            SELECT id, event_id, type, sequence, state FROM webhook_delivery
            WHERE webhook_id = ? AND id < ? %s ORDER BY id DESC LIMIT ?
            """
                .formatted(state == null ? "" : "AND state = ?"))
        .params(
            state == null
                ? List.of(webhookId, before, limit)
                : List.of(webhookId, before, state, limit))
        .query(RecordMapper.of(Delivery.class))
        .list();
  }

  static Map<Long, List<Attempt>> attempts(JdbcClient jdbc, List<Delivery> deliveries) {
    Map<Long, List<Attempt>> attempts = new HashMap<>();
    if (!deliveries.isEmpty()) {
      jdbc.sql(
              """
              SELECT delivery_id, tried_at, status, milliseconds, error, answer
              FROM webhook_attempt WHERE delivery_id IN (:ids) ORDER BY id
              """)
          .param("ids", deliveries.stream().map(Delivery::id).toList())
          .query(RecordMapper.of(Attempt.class))
          .list()
          .forEach(
              one -> attempts.computeIfAbsent(one.deliveryId, _ -> new ArrayList<>()).add(one));
    }
    return attempts;
  }

  static void removeAll(JdbcClient jdbc, long webhookId) {
    jdbc.sql(
            """
            DELETE FROM webhook_attempt
            WHERE delivery_id IN (SELECT id FROM webhook_delivery WHERE webhook_id = ?)
            """)
        .param(webhookId)
        .update();
    jdbc.sql("DELETE FROM webhook_delivery WHERE webhook_id = ?").param(webhookId).update();
  }

  /**
   * Old ones that were taken; what was given up stays until a person decides. Whether there are
   * more.
   */
  static boolean prune(JdbcClient jdbc, Instant now) {
    List<Long> old =
        jdbc.sql(
                """
                SELECT id FROM webhook_delivery WHERE settled_at < ? AND state = 'delivered'
                ORDER BY settled_at LIMIT ?
                """)
            .params(Micros.of(now.minus(KEPT)), PRUNED_AT_ONCE)
            .query((row, _) -> row.getLong("id"))
            .list();
    for (List<Long> slice : Tuples.slices(old)) {
      String ids = Tuples.of(slice.size(), "?");
      jdbc.sql("DELETE FROM webhook_attempt WHERE delivery_id IN (" + ids + ")")
          .params(Arrays.asList(slice.toArray()))
          .update();
      jdbc.sql("DELETE FROM webhook_delivery WHERE id IN (" + ids + ")")
          .params(Arrays.asList(slice.toArray()))
          .update();
    }
    return old.size() == PRUNED_AT_ONCE;
  }
}
