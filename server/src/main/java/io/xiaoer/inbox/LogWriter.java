package io.xiaoer.inbox;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.xiaoer.inbox.Appended.NotDurable;
import io.xiaoer.inbox.Appended.Why;
import io.xiaoer.store.SqlTrouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends events in groups: one thread takes whatever has queued while the disk was busy, writes it
 * in one transaction, and wakes all who wait when the commit has been synced. The slower the disk,
 * the larger the groups, so a slow disk costs waiting time and not throughput.
 *
 * <p>After any failure the connection is thrown away and everybody who waits in the batch is told
 * that nothing is certain; on a full disk SQLite rolls the whole transaction back behind the
 * driver's back, and rows written after that would be committed one by one. When the failure was
 * not the disk's, the batch is tried again row by row, so that one row's trouble stays its own.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

  /** The platform gives up after 5 s; an answer has to be on its way before that. */
  static final int WAIT_SECONDS_MAX = 4;

  /** Bounds the memory of what waits: at most this many events of at most 1 MiB. */
  private static final int QUEUE_EVENTS_MAX = 1_024;

  /** Larger groups gain little and make the first in the group wait for the last. */
  private static final int BATCH_EVENTS_MAX = 256;

  private static final int FAILURE_COUNTS_SECONDS = 10;

  private static final String INSERT =
      """
      INSERT INTO event (seq, shop, event_key, open_id, event, create_time, received_at, format, raw)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (shop, event_key, open_id, event) DO NOTHING
      """;

  /** Opens a connection whose commits are durable. */
  @FunctionalInterface
  interface Connections {
    Connection open() throws SQLException;
  }

  /** Told after each commit that added something; must not block. */
  @FunctionalInterface
  interface Listener {
    void committed(long lastSeq);
  }

  private final Connections connections;
  private final Listener listener;
  private final Timer commits;
  private final DistributionSummary batches;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_EVENTS_MAX);
  private final Thread thread;
  private volatile boolean stopping;

  /** Of the last failure of the disk; 0 when the last commit went well. */
  private volatile long failedAtNanos;

  /** Both are the writer thread's own. */
  private @Nullable Connection connection;

  private long lastSeq;

  LogWriter(Connections connections, Listener listener, MeterRegistry registry)
      throws SQLException {
    this.connections = connections;
    this.listener = listener;
    commits =
        Timer.builder("xiaoer.inbox.commit")
            .description("from the first insert of a batch until it is on the disk")
            .publishPercentileHistogram()
            .register(registry);
    batches =
        DistributionSummary.builder("xiaoer.inbox.batch")
            .description("events in one commit")
            .register(registry);
    Gauge.builder("xiaoer.inbox.queue", queue, BlockingQueue::size)
        .description("events that wait for the writer")
        .register(registry);
    open();
    // A platform thread: SQLite is native code and would pin a virtual thread's carrier.
    thread = Thread.ofPlatform().name("inbox-writer").start(this::run);
  }

  /** One event and the request thread that waits for it. */
  private static final class Waiting {
    final NewEvent event;
    private final Thread waiter = Thread.currentThread();
    private final AtomicReference<@Nullable Appended> outcome = new AtomicReference<>();

    Waiting(NewEvent event) {
      this.event = event;
    }

    /** The first outcome stands: the waiter's own giving up, or the writer's word. */
    void settle(Appended appended) {
      if (outcome.compareAndSet(null, appended)) {
        LockSupport.unpark(waiter);
      }
    }

    boolean abandoned() {
      return outcome.get() != null;
    }

    Appended await() {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
      while (true) {
        Appended known = outcome.get();
        if (known != null) {
          return known;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || waiter.isInterrupted()) {
          settle(new NotDurable(Why.TOO_SLOW));
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    }
  }

  Appended append(NewEvent event) {
    if (stopping) {
      return new NotDurable(Why.STOPPING);
    }
    Waiting waiting = new Waiting(event);
    if (!queue.offer(waiting)) {
      return new NotDurable(Why.QUEUE_FULL);
    }
    return waiting.await();
  }

  /**
   * False while the disk fails. A failure counts for a while only: a server that is given no pushes
   * because of it would otherwise never learn that the disk is well again.
   */
  boolean healthy() {
    long failed = failedAtNanos;
    boolean recently =
        failed != 0
            && System.nanoTime() - failed < TimeUnit.SECONDS.toNanos(FAILURE_COUNTS_SECONDS);
    return thread.isAlive() && !recently;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>(BATCH_EVENTS_MAX);
    while (!(stopping && queue.isEmpty())) {
      try {
        Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        queue.drainTo(batch, BATCH_EVENTS_MAX - 1);
        batch.removeIf(Waiting::abandoned); // answered 503 already; it will be pushed again
        if (!batch.isEmpty()) {
          write(batch);
        }
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException e) {
        log.error("inbox: the writer failed unexpectedly; it goes on", e);
        settleAll(batch, new NotDurable(Why.DISK));
        dropConnection();
      } finally {
        batch.clear();
      }
    }
    dropConnection();
  }

  private void write(List<Waiting> batch) {
    try {
      commit(batch);
    } catch (SQLException e) {
      dropConnection();
      if (batch.size() > 1 && SqlTrouble.isAboutTheRow(e)) {
        log.warn("inbox: a batch of {} failed ({}); row by row now", batch.size(), e.getMessage());
        for (Waiting one : batch) {
          write(List.of(one));
        }
        return;
      }
      if (!SqlTrouble.isAboutTheRow(e)) {
        failedAtNanos = System.nanoTime() | 1; // never the 0 that means well
      }
      log.error(
          "inbox: {} event(s) not kept, answered 503, the platform pushes again: {}",
          batch.size(),
          e.getMessage());
      settleAll(batch, new NotDurable(Why.DISK));
    }
  }

  private void commit(List<Waiting> batch) throws SQLException {
    long began = System.nanoTime();
    Connection writing = open();
    Appended[] outcomes = new Appended[batch.size()];
    long seq = lastSeq;
    try (PreparedStatement insert = writing.prepareStatement(INSERT)) {
      for (int i = 0; i < batch.size(); i++) {
        boolean added = insert(insert, seq + 1, batch.get(i).event);
        outcomes[i] = added ? new Appended.Stored(++seq) : new Appended.Known();
      }
    }
    writing.commit();
    failedAtNanos = 0;
    commits.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    batches.record(batch.size());
    boolean grown = seq > lastSeq;
    lastSeq = seq;
    for (int i = 0; i < outcomes.length; i++) {
      batch.get(i).settle(outcomes[i]);
    }
    if (grown) {
      listener.committed(seq);
    }
  }

  private static boolean insert(PreparedStatement insert, long seq, NewEvent event)
      throws SQLException {
    insert.setLong(1, seq);
    insert.setString(2, event.shop());
    insert.setString(3, event.eventKey());
    insert.setString(4, event.openId());
    insert.setString(5, event.event());
    insert.setObject(6, event.createTime());
    insert.setLong(7, event.receivedAtMicros());
    insert.setString(8, event.format());
    insert.setBytes(9, event.raw());
    return insert.executeUpdate() == 1;
  }

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = connections.open();
      open.setAutoCommit(false);
      try (Statement statement = open.createStatement();
          ResultSet newest = statement.executeQuery("SELECT coalesce(max(seq), 0) FROM event")) {
        newest.next();
        lastSeq = newest.getLong(1);
      }
      open.commit();
      connection = open;
    }
    return open;
  }

  private void dropConnection() {
    Connection old = connection;
    connection = null;
    if (old == null) {
      return;
    }
    try (old) {
      old.rollback();
    } catch (SQLException e) {
      log.warn("inbox: roll-back failed, the connection is dropped: {}", e.getMessage());
    }
  }

  private static void settleAll(List<Waiting> batch, Appended outcome) {
    batch.forEach(waiting -> waiting.settle(outcome));
  }
}
