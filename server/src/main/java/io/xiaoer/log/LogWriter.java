package io.xiaoer.log;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.xiaoer.log.Appended.NotDurable;
import io.xiaoer.log.Appended.Why;
import io.xiaoer.store.FatalErrorHandler;
import io.xiaoer.store.Micros;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.SqlErrorClass;
import java.sql.SQLException;
import java.time.InstantSource;
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
 * <p>After a failure everybody who waits in the batch is told that nothing is certain, unless it
 * was a row's own: then the batch is tried again row by row, so that one row's trouble stays its
 * own.
 */
final class LogWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

  /** The platform gives up after 5 s; an answer has to be on its way before that. */
  static final int WAIT_SECONDS_MAX = 4;

  private static final int WATCH_MS = 100;
  private static final long WAIT_NANOS_MAX =
      TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX) - TimeUnit.MILLISECONDS.toNanos(WATCH_MS);

  /** Bounds the memory of what waits: at most this many events of at most 1 MiB. */
  private static final int QUEUE_EVENTS_MAX = 1_024;

  /** Larger groups gain little and make the first in the group wait for the last. */
  private static final int BATCH_EVENTS_MAX = 256;

  /** Events that queue during a commit, on average, from which on the writer counts as busy. */
  private static final int BUSY_EVENTS = 8;

  /** The average follows the last so many groups. */
  private static final int BUSY_GROUPS = 16;

  /** A slow disk makes large groups as well, and leaves the processor to others. */
  private static final long BUSY_NANOS_PER_EVENT = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How often a writer that failed tries whether the database is well again. */
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A failing database fails for every batch; it is said this often. */
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Told after each commit that added something; must not block. */
  @FunctionalInterface
  interface Listener {
    void committed(long lastSeq);
  }

  private final SeldomLog unexpected = SeldomLog.errors(log);
  private final SeldomLog rowByRow = SeldomLog.warnings(log);
  private final String where;
  private final LogStore store;
  private final Listener listener;
  private final FatalErrorHandler onFatalError;
  private final InstantSource clock;
  private final Timer commits;
  private final DistributionSummary batches;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_EVENTS_MAX);
  private final Thread thread;
  private final Thread watchdog;
  private volatile boolean stopping;
  private volatile boolean ended;

  /** What the writer is busy with. */
  private volatile List<Waiting> writing = List.of();

  private volatile State state = State.WELL;

  private final Linger linger = new Linger();

  /** Events that had come while the disk was busy with others; the writer's thread's own. */
  private int queued;

  /** The same, averaged over the last groups. */
  private double groupSize;

  /** When a commit was last one of many events; far in the past as long as none was. */
  private volatile long busyAtNanos = System.nanoTime() - BUSY_NANOS;

  /** The writer thread's own. */
  private long probedAtNanos;

  /** Events that were not kept since the log last said so; the writer's thread's own. */
  private long untold;

  private long toldAtNanos = System.nanoTime() - TELL_NANOS;

  private enum State {
    WELL,
    /** The last commit failed; the next may succeed. */
    FAILING,
    /** What the database says can no longer be believed; nothing is acknowledged any more. */
    UNTRUSTED
  }

  /** {@code where} names the log for the operator. */
  LogWriter(
      String where,
      LogStore store,
      Listener listener,
      FatalErrorHandler onFatalError,
      InstantSource clock,
      MeterRegistry registry) {
    this.where = where;
    this.store = store;
    this.listener = listener;
    this.onFatalError = onFatalError;
    this.clock = clock;
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
    // A platform thread: SQLite is native code and would pin a virtual thread's carrier.
    thread = Thread.ofPlatform().name("inbox-writer").start(this::run);
    watchdog = Thread.ofPlatform().daemon().name("inbox-watchdog").start(this::watch);
  }

  /** One event and the request thread that waits for it. */
  private static final class Waiting {
    final NewEvent event;
    private final Thread waiter = Thread.currentThread();
    private final long sinceNanos = System.nanoTime();
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

    boolean older(long nowNanos) {
      return nowNanos - sinceNanos > WAIT_NANOS_MAX;
    }

    /** Ends when settled; {@link LogWriter#giveUp} sees to it that this is in time. */
    Appended await() {
      while (true) {
        Appended known = outcome.get();
        if (known != null) {
          return known;
        }
        if (waiter.isInterrupted()) {
          settle(new NotDurable(Why.TOO_SLOW));
        } else {
          LockSupport.park(this);
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
    if (ended) {
      waiting.settle(new NotDurable(Why.STOPPING)); // nobody will look into the queue any more
    }
    return waiting.await();
  }

  /** False while the database fails; learns by itself when it is well again. */
  boolean healthy() {
    return thread.isAlive() && state == State.WELL;
  }

  /**
   * How many events queue during one sync says how near the machine is to what it can do: one at a
   * time as long as there is room, more and more when there is none.
   */
  boolean isBusy() {
    return System.nanoTime() - busyAtNanos < BUSY_NANOS;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      end(); // it hangs; whoever waits must not hang with it
    }
    watchdog.interrupt();
  }

  private void run() {
    try {
      writeUntilStopped();
    } finally {
      end();
    }
    store.close();
  }

  private void end() {
    ended = true;
    settleAll(writing, new NotDurable(Why.STOPPING));
    queue.forEach(waiting -> waiting.settle(new NotDurable(Why.STOPPING)));
  }

  private void writeUntilStopped() {
    List<Waiting> batch = new ArrayList<>(BATCH_EVENTS_MAX);
    while (!(stopping && queue.isEmpty())) {
      try {
        Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          probeWhenFailing();
          continue;
        }
        batch.add(first);
        queued = 1 + queue.size();
        long waits = linger.nanos(System.nanoTime());
        if (waits > 0) {
          LockSupport.parkNanos(this, waits);
        }
        queue.drainTo(batch, BATCH_EVENTS_MAX - 1);
        int all = batch.size();
        batch.removeIf(Waiting::abandoned); // answered 503 already; it will be pushed again
        if (!batch.isEmpty()) {
          writing = List.copyOf(batch);
          write(batch);
        }
        linger.committed(waits > 0, queued, all, System.nanoTime());
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException e) {
        unexpected.say("log: the writer failed unexpectedly and continues", e);
        settleAll(batch, new NotDurable(Why.DISK));
        store.close();
      } finally {
        writing = List.of();
        batch.clear();
      }
    }
  }

  /**
   * Ends the waiting of those who would otherwise be answered too late: the writer itself may hang,
   * in a sync that does not return. One look for all of them, since a timer for each push cost a
   * tenth of the time that a push takes.
   */
  private void watch() {
    while (thread.isAlive()) {
      try {
        Thread.sleep(WATCH_MS);
        giveUp(queue);
        giveUp(writing);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void giveUp(Iterable<Waiting> waiting) {
    long now = System.nanoTime();
    for (Waiting one : waiting) {
      if (one.older(now)) {
        one.settle(new NotDurable(Why.TOO_SLOW));
      }
    }
  }

  private void write(List<Waiting> batch) {
    if (state == State.UNTRUSTED) {
      settleAll(batch, new NotDurable(Why.DISK));
      return;
    }
    try {
      commit(batch);
    } catch (SQLException e) {
      switch (SqlErrorClass.of(e)) {
        case ROW -> {
          if (batch.size() > 1) {
            rowByRow.say(
                "log: a batch of %s failed (%s); writing row by row"
                    .formatted(batch.size(), e.getMessage()));
            batch.forEach(one -> write(List.of(one)));
            return;
          }
        }
        case LINE, PASSING, NONE -> state = State.FAILING;
        case FATAL -> distrust(e);
      }
      notKept(batch.size(), e);
      settleAll(batch, new NotDurable(Why.DISK));
    }
  }

  private void notKept(int events, SQLException e) {
    untold += events;
    if (System.nanoTime() - toldAtNanos >= TELL_NANOS) {
      log.error(
          "log: {} event(s) not stored, answered 503, the platform pushes again: {}",
          untold,
          e.getMessage());
      toldAtNanos = System.nanoTime();
      untold = 0;
    }
  }

  private void well() {
    if (state == State.FAILING) {
      log.info("log: the database works again; {} more event(s) were answered 503", untold);
      untold = 0;
      toldAtNanos = System.nanoTime() - TELL_NANOS;
    }
    state = State.WELL;
  }

  private void commit(List<Waiting> batch) throws SQLException {
    long began = System.nanoTime();
    List<NewEvent> events = new ArrayList<>(batch.size());
    for (Waiting waiting : batch) {
      events.add(waiting.event);
    }
    List<Appended> outcomes = store.append(events);
    well();
    long took = System.nanoTime() - began;
    commits.record(took, TimeUnit.NANOSECONDS);
    batches.record(batch.size());
    groupSize += (Math.min(queued, batch.size()) - groupSize) / BUSY_GROUPS;
    if (groupSize >= BUSY_EVENTS && took < groupSize * BUSY_NANOS_PER_EVENT) {
      busyAtNanos = System.nanoTime();
    }
    long lastSeq = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      Appended outcome = outcomes.get(i);
      if (outcome instanceof Appended.Stored(long seq)) {
        lastSeq = seq;
      }
      batch.get(i).settle(outcome);
    }
    if (lastSeq > 0) {
      listener.committed(lastSeq);
    }
  }

  private void distrust(SQLException e) {
    state = State.UNTRUSTED;
    onFatalError.untrusted(where, e);
  }

  private void probeWhenFailing() {
    if (state != State.FAILING || System.nanoTime() - probedAtNanos < PROBE_NANOS) {
      return;
    }
    probedAtNanos = System.nanoTime();
    try {
      store.probe(Micros.of(clock.instant()));
      well();
    } catch (SQLException e) {
      if (SqlErrorClass.of(e) == SqlErrorClass.FATAL) {
        distrust(e);
      }
      log.debug("log: the database still fails: {}", e.getMessage());
    }
  }

  private static void settleAll(List<Waiting> batch, Appended outcome) {
    batch.forEach(waiting -> waiting.settle(outcome));
  }
}
