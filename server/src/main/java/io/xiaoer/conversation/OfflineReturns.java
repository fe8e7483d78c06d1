package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.Lease;
import io.xiaoer.conversation.Assignments.Step;
import io.xiaoer.conversation.ConversationEvent.QueueReason;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts customers who wait for somebody offline back into the queue, where everybody sees them; on
 * the node that holds the lease. Without this they would be in nobody's list and alarm nobody. Who
 * has an answer and does not wait stays with whoever served.
 */
final class OfflineReturns {
  /** Whoever only changes the machine, or presses the wrong button, loses nobody. */
  static final Duration GRACE = Duration.ofSeconds(60);

  /** Somebody who says to be offline and answers all the same is there. */
  static final Duration ACTIVE = Duration.ofMinutes(10);

  private static final int AT_ONCE_MAX = 200;

  private final Database database;
  private final ChangeFeed changeFeed;
  private final Lease lease;
  private final InstantSource clock;

  OfflineReturns(Database database, ChangeFeed changeFeed, Lease lease, InstantSource clock) {
    this.database = database;
    this.changeFeed = changeFeed;
    this.lease = lease;
    this.clock = clock;
  }

  private record Due(long id, String assignee) {}

  /** Looks before it writes: most of the time there is nobody. */
  void returnThoseWhoWait() {
    if (!lease.held()) {
      return;
    }
    Instant now = clock.instant();
    if (database.read(jdbc -> due(jdbc, now, 1)).isEmpty()) {
      return;
    }
    database.write(jdbc -> {
      lease.check(jdbc);
      for (Due due : due(jdbc, now, AT_ONCE_MAX)) {
        jdbc.sql("UPDATE conversation SET assignee = NULL, handed_by = NULL WHERE id = ?")
            .param(due.id)
            .update();
        Assignments.noteReturned(
            jdbc, due.id, Step.RETURNED, QueueReason.RETURNED, due.assignee, Micros.of(now));
      }
      return true;
    });
    changeFeed.announce();
  }

  /** CROSS JOIN is to SQLite the order, too: those who have gone first, and not all who wait. */
  private static List<Due> due(JdbcClient jdbc, Instant now, int limit) {
    return jdbc.sql(
            """
            SELECT c.id, c.assignee FROM staff s CROSS JOIN conversation c
            WHERE c.assignee = s.username AND s.state = 'offline' AND s.state_since <= :cutoff
              AND c.closed_at IS NULL AND c.waiting_since IS NOT NULL
              AND (c.blocked_until IS NULL OR c.blocked_until <= :now)
              AND NOT EXISTS (SELECT 1 FROM conversation_trail t
                              WHERE t.conversation_id = c.id AND t.to_name = c.assignee
                                AND t.noted_at > :cutoff)
              AND NOT EXISTS (SELECT 1 FROM message m
                              WHERE m.conversation_id = c.id AND m.direction = 'out'
                                AND m.by_username = c.assignee AND m.created_at > :active)
            ORDER BY c.waiting_since, c.id LIMIT :limit
            """)
        .param("cutoff", Micros.of(now.minus(GRACE)))
        .param("active", Micros.of(now.minus(ACTIVE)))
        .param("now", Micros.of(now))
        .param("limit", limit)
        .query(RecordMapper.of(Due.class))
        .list();
  }
}
