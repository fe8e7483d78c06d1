package io.xiaoer.send;

import io.xiaoer.conversation.Outgoing;
import io.xiaoer.conversation.SendState;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of answers on their way. Each step is one transaction, made before what it allows. */
final class Outbox {
  private final Database database;
  private final Outgoing outgoing;
  private final Lease lease;

  Outbox(Database database, Outgoing outgoing, Lease lease) {
    this.database = database;
    this.outgoing = outgoing;
    this.lease = lease;
  }

  Outgoing.Added add(Outgoing.New message) {
    Outgoing.Added added =
        database.write(jdbc -> {
          Outgoing.Added result = outgoing.add(jdbc, message);
          if (result instanceof Outgoing.Added.Kept(long messageId, boolean again) && !again) {
            jdbc.sql(
                    "INSERT INTO outbox (message_id, conversation_id, next_try_at)"
                        + " VALUES (?, ?, ?)")
                .params(messageId, message.conversationId(), Micros.of(message.at()))
                .update();
          }
          return result;
        });
    outgoing.announce();
    return added;
  }

  long waiting() {
    return database.read(
        jdbc -> jdbc.sql("SELECT count(*) FROM outbox").query(Long.class).single());
  }

  /** Messages that may be tried now: the oldest of each conversation, if it is due. */
  List<Waiting> due(Instant now, int limit) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT o.message_id, o.conversation_id FROM outbox o
                WHERE o.next_try_at <= :now
                  AND NOT EXISTS (SELECT 1 FROM outbox e
                                  WHERE e.conversation_id = o.conversation_id
                                    AND e.message_id < o.message_id)
                ORDER BY o.next_try_at, o.message_id LIMIT :limit
                """)
            .param("now", Micros.of(now))
            .param("limit", limit)
            .query((row, _) -> new Waiting(row.getLong(1), row.getLong(2)))
            .list());
  }

  record Waiting(long messageId, long conversationId) {}

  /** The earliest time after {@code now} at which a message becomes due; empty when none does. */
  Optional<Instant> nextDue(Instant now) {
    return database.read(jdbc ->
        jdbc.sql("SELECT min(next_try_at) FROM outbox WHERE next_try_at > ?")
            .param(Micros.of(now))
            .query((row, _) -> Optional.ofNullable(row.getObject(1)))
            .single()
            .map(micros -> Micros.instant(((Number) micros).longValue())));
  }

  /** Notes that an attempt begins; empty when the message was settled meanwhile. */
  Optional<Delivery> begin(long messageId, Instant now) {
    Optional<Delivery> begun =
        database.write(jdbc -> {
          lease.check(jdbc);
          int rows =
              jdbc.sql(
                      """
                      UPDATE outbox SET attempts = attempts + 1,
                                        first_try_at = coalesce(first_try_at, :now)
                      WHERE message_id = :id
                      """)
                  .param("now", Micros.of(now))
                  .param("id", messageId)
                  .update();
          if (rows == 0) {
            return Optional.<Delivery>empty();
          }
          outgoing.move(jdbc, messageId, SendState.SENDING, null, now);
          return jdbc.sql(
                  """
                  SELECT m.id, m.conversation_id, c.shop, c.open_id, m.request_id, m.type,
                         m.body, o.attempts, o.first_try_at
                  FROM outbox o
                  JOIN message m ON m.id = o.message_id
                  JOIN conversation c ON c.id = m.conversation_id
                  WHERE o.message_id = ?
                  """)
              .param(messageId)
              .query((row, _) ->
                  new Delivery(
                      row.getLong(1),
                      row.getLong(2),
                      row.getString(3),
                      row.getString(4),
                      row.getString(5),
                      row.getString(6),
                      row.getString(7),
                      row.getInt(8),
                      Micros.instant(row.getLong(9))))
              .optional();
        });
    outgoing.announce();
    return begun;
  }

  /**
   * Writes down what an attempt came to. When another node has tried the same message since, its
   * word stands, unless this attempt was accepted: that is a fact whoever learnt it.
   */
  void settle(Delivery delivery, DeliveryPolicy.Next next, Instant now) {
    long id = delivery.messageId();
    database.write(jdbc -> {
      if (!(next instanceof DeliveryPolicy.Next.Accepted) && !isStillOurs(jdbc, delivery)) {
        return null;
      }
      switch (next) {
        case DeliveryPolicy.Next.Accepted(String msgId) -> outgoing.accepted(jdbc, id, msgId, now);
        case DeliveryPolicy.Next.End end -> outgoing.move(jdbc, id, end.state(), end.error(), now);
        case DeliveryPolicy.Next.Again again -> {
          outgoing.move(jdbc, id, again.state(), again.error(), now);
          jdbc.sql("UPDATE outbox SET next_try_at = ? WHERE message_id = ?")
              .params(Micros.of(again.at()), id)
              .update();
        }
      }
      boolean ended =
          switch (next) {
            case DeliveryPolicy.Next.Accepted _, DeliveryPolicy.Next.End _ -> true;
            case DeliveryPolicy.Next.Again _ -> false;
          };
      if (ended) {
        jdbc.sql("DELETE FROM outbox WHERE message_id = ?").param(id).update();
      }
      return null;
    });
    outgoing.announce();
  }

  private static boolean isStillOurs(JdbcClient jdbc, Delivery delivery) {
    return jdbc.sql("SELECT count(*) FROM outbox WHERE message_id = ? AND attempts = ?")
            .params(delivery.messageId(), delivery.attempts())
            .query(Long.class)
            .single()
        == 1;
  }
}
