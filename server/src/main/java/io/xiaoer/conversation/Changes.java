package io.xiaoer.conversation;

import io.xiaoer.store.Bells;
import io.xiaoer.store.Bells.Topic;
import io.xiaoer.store.Database;
import io.xiaoer.store.Signal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The order in which things changed, for browsers: each change has a number, and who was away asks
 * for what came after the last number he has. A change only points at what changed; its content is
 * read when it is sent, so a late browser sees the present and not every state in between.
 */
public final class Changes {
  /** How many are kept; a browser further behind than this loads its lists again. */
  private static final int KEPT = 100_000;

  private static final int PRUNE_EVERY = 1_000;

  private final Database database;
  private final Bells bells;
  private final Signal signal = new Signal();

  Changes(Database database, Bells bells) {
    this.database = database;
    this.bells = bells;
    bells.onRing(Topic.CHANGE, _ -> signal.raise());
  }

  /**
   * What changed after one point in the order, up to another.
   *
   * @param complete false when older changes are no longer kept, so that something may be missing
   */
  public record Since(long seq, Set<Long> conversations, Set<Long> messages, boolean complete) {
    public boolean isEmpty() {
      return conversations.isEmpty() && messages.isEmpty();
    }
  }

  /** Notes a change in the transaction that makes it; every change of a row goes through here. */
  static void note(JdbcClient jdbc, long conversationId, @Nullable Long messageId, long atMicros) {
    Long seq =
        jdbc.sql(
                "INSERT INTO change (conversation_id, message_id, changed_at) VALUES (?, ?, ?)"
                    + " RETURNING seq")
            .params(Arrays.asList(conversationId, messageId, atMicros))
            .query(Long.class)
            .single();
    if (seq % PRUNE_EVERY == 0) {
      jdbc.sql("DELETE FROM change WHERE seq <= ?").param(seq - KEPT).update();
    }
  }

  public long lastSeq() {
    return database.read(Changes::lastSeq);
  }

  static long lastSeq(JdbcClient jdbc) {
    return jdbc.sql("SELECT coalesce(max(seq), 0) FROM change").query(Long.class).single();
  }

  /** At most {@code limit} changes after {@code seq}. */
  public Since since(long seq, int limit) {
    return database.read(jdbc -> {
      long oldest = jdbc.sql("SELECT coalesce(min(seq), 0) FROM change").query(Long.class).single();
      long newest = lastSeq(jdbc);
      if (seq > newest || (oldest > 0 && seq + 1 < oldest)) {
        return new Since(newest, Set.of(), Set.of(), false);
      }
      record Change(long seq, long conversation, long message) {}
      List<Change> rows =
          jdbc.sql(
                  "SELECT seq, conversation_id, coalesce(message_id, 0) FROM change"
                      + " WHERE seq > ? ORDER BY seq LIMIT ?")
              .params(seq, limit)
              .query((row, _) -> new Change(row.getLong(1), row.getLong(2), row.getLong(3)))
              .list();
      Set<Long> conversations = new TreeSet<>();
      Set<Long> messages = new TreeSet<>();
      for (Change row : rows) {
        conversations.add(row.conversation);
        if (row.message != 0) {
          messages.add(row.message);
        }
      }
      return new Since(rows.isEmpty() ? seq : rows.getLast().seq, conversations, messages, true);
    });
  }

  /** Called after a commit that noted changes. */
  void announce() {
    bells.ring(Topic.CHANGE);
  }

  /** For the one thread that tells the browsers. */
  public void await(Duration atMost) throws InterruptedException {
    signal.await(atMost);
  }
}
