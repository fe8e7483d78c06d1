package io.xiaoer.round;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.ConversationEvents;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.Follower;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Follows the events of conversations and keeps the rounds, the place it has come to in the same
 * transaction: a crash repeats nothing and skips nothing. Of several nodes the one that holds the
 * lease does it.
 */
final class RoundBuilder implements SmartLifecycle, Follower {
  private static final String NAME = "rounds";

  /** With another number all rounds are made anew. */
  private static final int VERSION = 2;

  /** What agents write waits for it meanwhile, some tens of milliseconds at most. */
  private static final int EVENTS_MAX = 400;

  /** Others are waited for, to be taken with the first. */
  private static final Duration GATHER = Duration.ofMillis(200);

  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Database database;
  private final EventLog eventLog;
  private final Lease lease;
  private final WakeUp changed = new WakeUp();
  private final Worker worker = new Worker("follower-" + NAME, "rounds: they stopped", this::step);

  RoundBuilder(
      Database database,
      EventLog eventLog,
      NodeSignals signals,
      Lease lease,
      MeterRegistry registry) {
    this.database = database;
    this.eventLog = eventLog;
    this.lease = lease;
    signals.onRing(Topic.CHANGE, _ -> changed.raise());
    Gauge.builder("xiaoer.conversation.events.lag", this, RoundBuilder::lag)
        .description("events of conversations that this consumer has not reacted to yet")
        .tag("consumer", NAME)
        .register(registry);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long cursor() {
    return place().seq;
  }

  @Override
  public long lag() {
    Place place = place();
    return Math.max(0, place.newest - place.seq);
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
    if (lag() == 0) {
      changed.await(IDLE);
      Thread.sleep(GATHER);
      return;
    }
    eventLog.follow(this::takeSome);
  }

  /** Takes the next events in; gives how many. */
  int takeSome() {
    return database.write(jdbc -> {
      lease.check(jdbc);
      long from = place(jdbc).seq;
      if (from == 0) {
        jdbc.sql("DELETE FROM round").update(); // What another version has left.
        jdbc.sql("DELETE FROM round_page").update();
      }
      List<Kept> events = ConversationEvents.after(jdbc, from, EVENTS_MAX);
      if (!events.isEmpty()) {
        RoundTable.takeAll(jdbc, events);
        jdbc.sql("UPDATE round_progress SET version = ?, seq = ?")
            .params(VERSION, events.getLast().seq())
            .update();
      }
      return events.size();
    });
  }

  /**
   * @param seq up to this event rounds are made; 0 when they are of another version
   * @param newest the newest event there is
   */
  private record Place(long seq, long newest) {}

  private Place place() {
    return database.read(RoundBuilder::place);
  }

  private static Place place(JdbcClient jdbc) {
    return jdbc.sql(
            """
            SELECT CASE WHEN version = ? THEN seq ELSE 0 END AS seq,
                   (SELECT coalesce(max(seq), 0) FROM conversation_event) AS newest
            FROM round_progress
            """)
        .param(VERSION)
        .query(RecordMapper.of(Place.class))
        .single();
  }
}
