package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.conversation.ConversationEvent.CustomerPart;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Conversations for which nobody is called. While one is blocked its messages are kept, counted and
 * shown in their order as always; but it counts as neither waiting nor unread, a closed one is not
 * opened, and so it comes into no queue and rings no bell. Nothing of it is lost: what is held back
 * is held back when it is read, so that the end of the block, by hand or by time, gives it back.
 * Who wrote meanwhile waits from that end, because nobody was meant to answer before.
 *
 * <p>Works inside the caller's transaction.
 */
public final class Blocks {
  /** A block without an end. */
  private static final long FOR_GOOD = Long.MAX_VALUE;

  private Blocks() {}

  /** {@code until} null: for good. */
  public static void begin(
      JdbcClient jdbc, long conversationId, @Nullable Instant until, Instant now) {
    jdbc.sql("UPDATE conversation SET blocked_until = ? WHERE id = ?")
        .params(until == null ? FOR_GOOD : Micros.of(until), conversationId)
        .update();
    ChangeFeed.note(jdbc, conversationId, null, Micros.of(now));
  }

  /** Ends a block at {@code at}; nothing happens when there is none. */
  public static void end(JdbcClient jdbc, long conversationId, Instant at) {
    int ended =
        jdbc.sql(
                """
                UPDATE conversation
                SET blocked_until = NULL,
                    waiting_since = CASE WHEN waiting_since < :at THEN :at ELSE waiting_since END
                WHERE id = :id AND blocked_until IS NOT NULL
                """)
            .param("at", Micros.of(at))
            .param("id", conversationId)
            .update();
    if (ended > 0) {
      reopen(jdbc, conversationId, at);
      ChangeFeed.note(jdbc, conversationId, null, Micros.of(at));
    }
  }

  /** Closed, and he has written since: that was held back, and opens it now. */
  private static void reopen(JdbcClient jdbc, long conversationId, Instant at) {
    long waits =
        jdbc.sql(
                """
                SELECT count(*) FROM conversation
                WHERE id = ? AND closed_at IS NOT NULL AND waiting_since IS NOT NULL
                """)
            .param(conversationId)
            .query(Long.class)
            .single();
    if (waits > 0) {
      Assignments.customerWrote(jdbc, conversationId, Micros.of(at));
    }
  }

  public static boolean anyOver(JdbcClient jdbc, Instant now) {
    return jdbc.sql(
                """
                SELECT count(*) FROM conversation
                WHERE blocked_until IS NOT NULL AND blocked_until <= ?
                """)
            .param(Micros.of(now))
            .query(Long.class)
            .single()
        > 0;
  }

  /** Ends those whose time is over; gives how many. */
  public static int endThoseOver(JdbcClient jdbc, Instant now, int limit) {
    record Over(long id, Instant blockedUntil) {}
    List<Over> over =
        jdbc.sql(
                """
                SELECT id, blocked_until FROM conversation
                WHERE blocked_until IS NOT NULL AND blocked_until <= ?
                ORDER BY blocked_until LIMIT ?
                """)
            .params(Micros.of(now), limit)
            .query(RecordMapper.of(Over.class))
            .list();
    over.forEach(one -> {
      end(jdbc, one.id, one.blockedUntil);
      ConversationEvents.customerChanged(jdbc, one.id, Set.of(CustomerPart.BLOCKED), "", now);
    });
    return over.size();
  }

  /** Until when it is blocked; null when it is not, {@link Instant#MAX} for good. */
  public static @Nullable Instant until(JdbcClient jdbc, long conversationId, Instant now) {
    return jdbc.sql("SELECT blocked_until FROM conversation WHERE id = ? AND blocked_until > ?")
        .params(conversationId, Micros.of(now))
        .query(Long.class)
        .optional()
        .map(until -> until == FOR_GOOD ? Instant.MAX : Micros.instant(until))
        .orElse(null);
  }
}
