package io.xiaoer.conversation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.cluster.Worker;
import io.xiaoer.conversation.ConversationEvents.Kept;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Hands every event of every conversation to a reaction, in their order, on the node that holds the
 * lease, with a cursor of its own.
 *
 * <p>A reaction runs outside every transaction, so it may write and may ask other machines. After a
 * crash, or when another node takes over, it is given some events again; what it does is keyed by
 * the number of the event. When it throws it is given the same event again, for as long as it
 * takes, and the events behind wait: what is hopeless it settles itself, and what takes long it
 * puts into rows that are due.
 */
public final class ConversationEventConsumer implements SmartLifecycle {
  private static final int AT_ONCE_MAX = 200;
  private static final Duration IDLE_MAX = Duration.ofSeconds(5);

  /** What follows from an event. */
  @FunctionalInterface
  public interface Reaction {
    void on(Kept event) throws InterruptedException;
  }

  private final String name;
  private final Database database;
  private final Reaction reaction;
  private final Lease lease;
  private final WakeUp changed = new WakeUp();
  private final Worker worker;

  /**
   * @param name of the cursor; one that is new begins with what happens after it was made
   */
  public ConversationEventConsumer(
      String name,
      Database database,
      Reaction reaction,
      Lease lease,
      NodeSignals signals,
      MeterRegistry registry) {
    this.name = name;
    this.database = database;
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
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }

  private void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE_MAX);
      return;
    }
    long from = cursor();
    List<Kept> events = database.read(jdbc -> ConversationEvents.after(jdbc, from, AT_ONCE_MAX));
    if (events.isEmpty()) {
      changed.await(IDLE_MAX);
      return;
    }
    long done = from;
    try {
      for (Kept event : events) {
        reaction.on(event);
        done = event.seq();
      }
    } finally {
      if (done > from) {
        moveCursor(from, done);
      }
    }
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
  private void moveCursor(long from, long to) {
    database.write(jdbc -> {
      lease.check(jdbc);
      return jdbc.sql("UPDATE conversation_event_cursor SET seq = ? WHERE consumer = ? AND seq = ?")
          .params(to, name, from)
          .update();
    });
  }

  private long lag() {
    return database.read(
        jdbc -> find(jdbc).map(seq -> ConversationEvents.lastSeq(jdbc) - seq).orElse(0L));
  }
}
