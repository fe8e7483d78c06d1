package io.xiaoer.conversation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Cadence;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.log.EventLog;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Hands every event of every conversation to a reaction, in their order, on the node that holds the
 * lease, with a cursor of its own.
 *
 * <p>A reaction runs outside every transaction, so it may write and may ask other machines. The
 * cursor is written about once a second: each write of the desk costs pushes some of the disk. So
 * after a crash, or when another node takes over, a reaction is given some events again; what it
 * does is keyed by the number of the event. When it throws it is given the same event again, for as
 * long as it takes, and the events behind wait: what is hopeless it settles itself, and what takes
 * long it puts into rows that are due.
 */
public final class ConversationEventConsumer implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ConversationEventConsumer.class);
  private static final int AT_ONCE_MAX = 200;
  private static final Duration IDLE_MAX = Duration.ofSeconds(5);

  /** Others are waited for, to be read with the first. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Duration UNWRITTEN_MAX = Duration.ofSeconds(1);

  /** What follows from an event. */
  @FunctionalInterface
  public interface Reaction {
    void on(Kept event) throws InterruptedException;

    /**
     * Reacts to the first of some events, or to more in one go, and gives how many these were. None
     * of them counts when it throws.
     *
     * @param events the next ones, in their order; at least one
     */
    default int onSome(List<Kept> events) throws InterruptedException {
      on(events.getFirst());
      return 1;
    }
  }

  private final String name;
  private final Database database;
  private final EventLog eventLog;
  private final Reaction reaction;
  private final Lease lease;
  private final WakeUp changed = new WakeUp();
  private final Worker worker;
  private final Cadence cadence = new Cadence(GATHER);

  /** The last event that was reacted to; unknown to a node that has not the lease. */
  private volatile OptionalLong place = OptionalLong.empty();

  /** What the cursor says, as far as this node knows. */
  private long written;

  private long writtenAtNanos;

  /**
   * @param name of the cursor; one that is new begins with what happens after it was made
   * @param eventLog whose pushes go first
   */
  public ConversationEventConsumer(
      String name,
      Database database,
      EventLog eventLog,
      Reaction reaction,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    this.name = name;
    this.database = database;
    this.eventLog = eventLog;
    this.reaction = reaction;
    this.lease = lease;
    worker =
        new Worker(
            "events-" + name, "conversation: events wait for %s".formatted(name), this::step);
    signals.onRing(Topic.CHANGE, _ -> changed.raise());
    Gauge.builder("xiaoer.conversation.events.lag", this, ConversationEventConsumer::lag)
        .description("events of conversations that this consumer has not reacted to yet")
        .tag("consumer", name)
        .register(registry);
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
    OptionalLong reached = place;
    if (reached.isPresent() && reached.getAsLong() != written) {
      try {
        writeDown(reached.getAsLong());
      } catch (Lease.Lost e) {
        log.debug("conversation: another node goes on for {}", name);
      }
    }
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  private void step() throws InterruptedException {
    if (!lease.held()) {
      place = OptionalLong.empty();
      lease.await(IDLE_MAX);
      return;
    }
    long from = place();
    if (from != written && untilWritten().isZero()) {
      writeDown(from);
      return;
    }
    cadence.await();
    List<Kept> events =
        eventLog.follow(
            () -> database.read(jdbc -> ConversationEvents.after(jdbc, from, AT_ONCE_MAX)));
    if (events.size() == AT_ONCE_MAX) {
      cadence.goOnAtOnce();
    }
    if (events.isEmpty()) {
      changed.await(from == written ? IDLE_MAX : untilWritten());
      return;
    }
    int done = 0;
    while (done < events.size()) {
      done += reaction.onSome(events.subList(done, events.size()));
      place = OptionalLong.of(events.get(done - 1).seq());
    }
  }

  private long place() {
    if (place.isEmpty()) {
      written = cursor();
      writtenAtNanos = System.nanoTime();
      place = OptionalLong.of(written);
    }
    return place.getAsLong();
  }

  private Duration untilWritten() {
    Duration left = UNWRITTEN_MAX.minusNanos(System.nanoTime() - writtenAtNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Written down at the first look, so that a restart does not begin at a later one. */
  private long cursor() {
    return database
        .read(this::find)
        .orElseGet(() ->
            database.write(jdbc -> {
              lease.check(jdbc);
              jdbc.sql(
                      """
                      INSERT INTO conversation_event_cursor (consumer, seq) VALUES (?, ?)
                      ON CONFLICT (consumer) DO NOTHING
                      """)
                  .params(name, ConversationEvents.lastSeq(jdbc))
                  .update();
              return find(jdbc).orElseThrow();
            }));
  }

  private Optional<Long> find(JdbcClient jdbc) {
    return jdbc.sql("SELECT seq FROM conversation_event_cursor WHERE consumer = ?")
        .param(name)
        .query(Long.class)
        .optional();
  }

  /** Only from where this node found it: another one that has taken over goes its own way. */
  private void writeDown(long to) {
    int moved;
    try {
      moved =
          database.write(jdbc -> {
            lease.check(jdbc);
            return jdbc.sql(
                    "UPDATE conversation_event_cursor SET seq = ? WHERE consumer = ? AND seq = ?")
                .params(to, name, written)
                .update();
          });
    } catch (Lease.Lost e) {
      place = OptionalLong.empty();
      throw e;
    }
    if (moved == 0) {
      place = OptionalLong.empty();
    }
    written = to;
    writtenAtNanos = System.nanoTime();
  }

  private long lag() {
    OptionalLong here = place;
    return database.read(jdbc -> {
      Optional<Long> reached = here.isPresent() ? Optional.of(here.getAsLong()) : find(jdbc);
      return reached.map(seq -> ConversationEvents.lastSeq(jdbc) - seq).orElse(0L);
    });
  }
}
