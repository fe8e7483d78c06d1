package io.xiaoer.search;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.MessageRemoved;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.Follower;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Follows the messages in the order of their ids and puts them into the index, the place it has
 * come to in the same transaction: a crash repeats nothing and skips nothing. Writes stand one
 * behind the other on both engines, so ids become visible in their order.
 *
 * <p>Of several nodes the one that holds the lease does it. A message that is undone leaves the
 * index in the transaction that undoes it; where it was the newest, SQLite gives its id to the next
 * one, so the place goes back behind it.
 */
final class Indexer implements SmartLifecycle, Follower, MessageRemoved {
  private static final String NAME = "search";

  /** What agents write waits for it meanwhile, some tens of milliseconds at most. */
  private static final int MESSAGES_MAX = 250;

  /** So long others are waited for, to be put in with the first; nobody looks for a message yet. */
  private static final Duration GATHER = Duration.ofMillis(200);

  private static final Duration LEAVE_MAX = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Database database;
  private final Index index;
  private final EventLog eventLog;
  private final Lease lease;
  private final WakeUp signal = new WakeUp();
  private final Worker worker =
      new Worker("follower-" + NAME, "search: the index stopped at trouble", this::step);

  Indexer(
      Database database,
      Index index,
      EventLog eventLog,
      NodeSignals signals,
      Lease lease,
      MeterRegistry registry) {
    this.database = database;
    this.index = index;
    this.eventLog = eventLog;
    this.lease = lease;
    signals.onRing(Topic.CHANGE, _ -> signal.raise());
    Gauge.builder("xiaoer.search.lag", this, Indexer::lag)
        .description("messages that cannot be found yet")
        .register(registry);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long cursor() {
    return place().indexed;
  }

  @Override
  public long lag() {
    Place place = place();
    return Math.max(0, place.newest - place.indexed);
  }

  @Override
  public void in(JdbcClient jdbc, long messageId) {
    index.remove(jdbc, messageId);
    jdbc.sql(
            """
            UPDATE search_progress SET message_id = (SELECT coalesce(max(id), 0) FROM message)
            WHERE message_id > (SELECT coalesce(max(id), 0) FROM message)
            """)
        .update();
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  private void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE);
      return;
    }
    if (isUpToDate()) {
      signal.await(IDLE);
      Thread.sleep(GATHER);
      return;
    }
    long began = System.nanoTime();
    int put = eventLog.follow(this::putSome);
    Duration worked = Duration.ofNanos(System.nanoTime() - began);
    if (put == MESSAGES_MAX) {
      leaveTheMachine(worked.dividedBy(2)); // While there is much to do, others have a third.
    }
  }

  /** Puts the next messages in; gives how many. */
  int putSome() {
    return database.write(jdbc -> {
      lease.check(jdbc);
      long from = place(jdbc).indexed;
      if (from == 0) {
        index.clear(jdbc); // Also what an index of another version has left.
      }
      List<Found> found =
          jdbc.sql(
                  """
                  SELECT m.id, m.conversation_id, c.shop, m.created_at, m.direction, m.type,
                         m.by_username, m.body, m.emptied_at IS NOT NULL AS emptied
                  FROM message m JOIN conversation c ON c.id = m.conversation_id
                  WHERE m.id > ? ORDER BY m.id LIMIT ?
                  """)
              .params(from, MESSAGES_MAX)
              .query((row, _) -> new Found(document(row), row.getBoolean("emptied")))
              .list();
      if (!found.isEmpty()) {
        index.add(jdbc, found.stream().filter(one -> !one.emptied).map(Found::document).toList());
        jdbc.sql("UPDATE search_progress SET version = ?, message_id = ?")
            .params(Token.VERSION, found.getLast().document.id())
            .update();
      }
      return found.size();
    });
  }

  /** {@code emptied}: its content was old and is gone; nobody finds it any more. */
  private record Found(Document document, boolean emptied) {}

  private boolean isUpToDate() {
    Place place = place();
    return place.indexed >= place.newest;
  }

  /**
   * @param indexed up to this message all can be found; 0 when the index is of another version
   * @param newest the newest message there is
   */
  private record Place(long indexed, long newest) {}

  private Place place() {
    return database.read(Indexer::place);
  }

  private static Place place(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT CASE WHEN version = ? THEN message_id ELSE 0 END AS indexed,
                   (SELECT coalesce(max(id), 0) FROM message) AS newest
            FROM search_progress
            """)
        .param(Token.VERSION)
        .query(RecordMapper.of(Place.class))
        .single();
  }

  private static Document document(ResultSet row) throws SQLException {
    Set<Integer> tokens = new LinkedHashSet<>();
    String type = row.getString("type");
    String by = row.getString("by_username");
    tokens.add(Properties.conversation(row.getLong("conversation_id")));
    tokens.add(Properties.shop(row.getString("shop")));
    Properties.addTime(Columns.instant(row, "created_at"), tokens);
    tokens.add(Properties.direction(row.getString("direction")));
    tokens.add(Properties.type(type));
    if (by != null) {
      tokens.add(Properties.by(by));
    }
    Grams.addAll(NormalizedText.of(Searchable.text(type, row.getString("body"))), tokens);
    return new Document(row.getLong("id"), tokens);
  }

  private static void leaveTheMachine(Duration pause) throws InterruptedException {
    Thread.sleep(pause.compareTo(LEAVE_MAX) > 0 ? LEAVE_MAX : pause);
  }
}
