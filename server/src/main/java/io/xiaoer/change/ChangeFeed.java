package io.xiaoer.change;

import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.SequenceJump;
import io.xiaoer.store.Tuples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The order in which things changed, for browsers: each change has a number, and who was away asks
 * for what came after the last number he has. A change only points at what changed; its content is
 * read when it is sent, so a late browser sees the present and not every state in between.
 */
public final class ChangeFeed {
  /** How many are kept; a browser further behind than this loads its lists again. */
  private static final int KEPT = 100_000;

  private static final int PRUNE_EVERY = 1_000;
  private static final long NO_CONVERSATION = 0;

  private final Database database;
  private final NodeSignals signals;
  private final WakeUp signal = new WakeUp();

  public ChangeFeed(Database database, NodeSignals signals) {
    this.database = database;
    this.signals = signals;
    signals.onRing(Topic.CHANGE, _ -> signal.raise());
  }

  /**
   * What changed after one point in the order, up to another.
   *
   * @param messages that changed, or that are gone, with the conversation of each
   * @param topics lists that changed and are read as a whole
   * @param complete false when older changes are no longer kept, so that something may be missing
   */
  public record Since(
      long seq,
      Set<Long> conversations,
      Map<Long, Long> messages,
      Set<String> topics,
      boolean complete) {
    public boolean isEmpty() {
      return conversations.isEmpty() && messages.isEmpty() && topics.isEmpty();
    }
  }

  /** Notes a change in the transaction that makes it; every change of a row goes through here. */
  public static void note(
      JdbcClient jdbc, long conversationId, @Nullable Long messageId, long atMicros) {
    note(jdbc, conversationId, messageId, null, atMicros);
  }

  /**
   * Notes, in the transaction that changes it, that something which browsers read as a whole has
   * changed, like {@code phrases}. Who shows it reads it again.
   */
  public static void noteTopic(JdbcClient jdbc, String topic) {
    note(jdbc, NO_CONVERSATION, null, topic, 0);
  }

  private static void note(
      JdbcClient jdbc,
      long conversationId,
      @Nullable Long messageId,
      @Nullable String topic,
      long atMicros) {
    Long seq =
        jdbc.sql(
                "INSERT INTO change (conversation_id, message_id, topic, changed_at)"
                    + " VALUES (?, ?, ?, ?) RETURNING seq")
            .params(Arrays.asList(conversationId, messageId, topic, atMicros))
            .query(Long.class)
            .single();
    if (seq % PRUNE_EVERY == 0) {
      prune(jdbc, seq);
    }
  }

  /** A message that changed, and where it stands. */
  public record Place(long conversationId, long messageId) {}

  /** {@link #note} for many at once. */
  public static void noteAll(JdbcClient jdbc, List<Place> places, long atMicros) {
    for (List<Place> slice : Tuples.slices(places)) {
      List<Object> values = new ArrayList<>(slice.size() * 3);
      for (Place place : slice) {
        values.add(place.conversationId);
        values.add(place.messageId);
        values.add(atMicros);
      }
      long seq =
          jdbc
              .sql(
                  "INSERT INTO change (conversation_id, message_id, changed_at) VALUES "
                      + Tuples.of(slice.size(), "(?, ?, ?)")
                      + " RETURNING seq")
              .params(values)
              .query(Long.class)
              .list()
              .stream()
              .mapToLong(Long::longValue)
              .max()
              .orElse(0);
      if (seq % PRUNE_EVERY < slice.size()) {
        prune(jdbc, seq);
      }
    }
  }

  private static void prune(JdbcClient jdbc, long seq) {
    jdbc.sql("DELETE FROM change WHERE seq <= ?").param(seq - KEPT).update();
  }

  /** Notes that a conversation has changed, but none of its messages. */
  public static void noteConversation(JdbcClient jdbc, long conversationId, long atMicros) {
    note(jdbc, conversationId, null, atMicros);
  }

  public long lastSeq() {
    return database.read(ChangeFeed::lastSeq);
  }

  public static long lastSeq(JdbcClient jdbc) {
    return jdbc.sql("SELECT coalesce(max(seq), 0) FROM change").query(Long.class).single();
  }

  /** At most {@code limit} changes after {@code seq}. */
  public Since since(long seq, int limit) {
    return database.read(jdbc -> since(jdbc, seq, limit, Long.MAX_VALUE, (_, _) -> Map.of()));
  }

  /** How much it takes to send messages; by message id, in bytes. */
  @FunctionalInterface
  public interface Sizes {
    Map<Long, Long> of(JdbcClient jdbc, Set<Long> messages);
  }

  /** Ends sooner, but behind one change at least, when the messages are larger together. */
  public static Since since(JdbcClient jdbc, long seq, int limit, long bytesMax, Sizes sizes) {
    long oldest = jdbc.sql("SELECT coalesce(min(seq), 0) FROM change").query(Long.class).single();
    long newest = lastSeq(jdbc);
    if (seq > newest || (oldest > 0 && seq + 1 < oldest)) {
      return new Since(newest, Set.of(), Map.of(), Set.of(), false);
    }
    record Change(long seq, long conversationId, long messageId, String topic) {}
    List<Change> rows =
        jdbc.sql(
                """
                SELECT seq, conversation_id, coalesce(message_id, 0) AS message_id,
                       coalesce(topic, '') AS topic
                FROM change WHERE seq > ? ORDER BY seq LIMIT ?
                """)
            .params(seq, limit)
            .query(RecordMapper.of(Change.class))
            .list();
    Set<Long> named =
        rows.stream().map(Change::messageId).filter(id -> id != 0).collect(Collectors.toSet());
    // One alone is sent however large it is; mostly there is one.
    Map<Long, Long> bytesOf = named.size() > 1 ? sizes.of(jdbc, named) : Map.of();
    Set<Long> conversations = new TreeSet<>();
    Map<Long, Long> messages = new TreeMap<>();
    Set<String> topics = new TreeSet<>();
    long last = seq;
    long bytes = 0;
    for (Change row : rows) {
      bytes += messages.containsKey(row.messageId) ? 0 : bytesOf.getOrDefault(row.messageId, 0L);
      if (bytes > bytesMax && last > seq) {
        break;
      }
      last = row.seq;
      if (!row.topic.isEmpty()) {
        topics.add(row.topic);
        continue;
      }
      conversations.add(row.conversationId);
      if (row.messageId != 0) {
        messages.put(row.messageId, row.conversationId);
      }
    }
    return new Since(last, conversations, messages, topics, true);
  }

  /**
   * After a backup was brought back: numbers that browsers have heard since it was taken must not
   * be given out again for something else. So the count goes on behind them, and whoever comes with
   * an older number reads everything anew.
   */
  public static void startAnew(JdbcClient jdbc, Instant now) {
    long next = SequenceJump.afterRestore(lastSeq(jdbc), now) + 1;
    jdbc.sql("DELETE FROM change").update();
    jdbc.sql(
            "INSERT INTO change (seq, conversation_id, topic, changed_at)"
                + " VALUES (?, ?, 'restored', ?)")
        .params(next, NO_CONVERSATION, Micros.of(now))
        .update();
  }

  /** Called after a commit that noted changes. */
  public void announce() {
    signals.ring(Topic.CHANGE);
  }

  /** For the one thread that tells the browsers. */
  public void await(Duration atMost) throws InterruptedException {
    signal.await(atMost);
  }
}
