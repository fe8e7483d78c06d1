package io.xiaoer.log;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.Cadence;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.Worker;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.SeldomLog;
import io.xiaoer.store.SqlErrorClass;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes the log in order and hands each entry to a projection, whose writes and the cursor move in
 * one transaction: a crash repeats nothing and skips nothing. Over entries that do not concern it a
 * reader walks in memory, and writes down now and then how far it came: to walk there once more
 * changes nothing.
 *
 * <p>Of several nodes one runs it, the one that holds the lease; each transaction asks again, so
 * that a node which was paused and does not know that its time is over changes nothing.
 *
 * <p>What the projection refuses is parked with the reason, visibly, and the reader goes on. When
 * the database fails, the reader waits and tries the same entries again, for as long as it takes.
 */
public final class LogConsumer implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LogConsumer.class);

  private static final Duration IDLE = Duration.ofSeconds(5);

  /**
   * A transaction for each message of a dense stream costs ten times what it costs in a group, and
   * nobody sees the difference.
   */
  private static final Duration GATHER = Duration.ofMillis(50);

  /** How long a way over what does not concern a reader stays unwritten. */
  private static final Duration UNWRITTEN_MAX = Duration.ofSeconds(1);

  /** What a projection made of an entry. */
  public sealed interface Projected {
    record Done() implements Projected {}

    /** It cannot be understood now; kept aside, to be read again. */
    record Parked(String reason) implements Projected {}
  }

  /** Turns an entry into rows, in the reader's transaction. Called by one thread at a time. */
  @FunctionalInterface
  public interface Projection {
    Projected apply(JdbcClient jdbc, LogEntry entry);

    /**
     * False only when {@link #apply} would do nothing with it, ever. Costs no transaction, so it
     * must be told from the entry alone; most of the log is texts, which concern few.
     */
    default boolean concerns(LogEntry entry) {
      return true;
    }

    /**
     * What becomes of each, in their order. For a projection to which many together are less work.
     */
    default List<Projected> applyAll(JdbcClient jdbc, List<LogEntry> entries) {
      return entries.stream().map(entry -> apply(jdbc, entry)).toList();
    }
  }

  private final SeldomLog oneByOne = SeldomLog.warnings(log);
  private final String name;
  private final EventLog eventLog;
  private final Database database;
  private final Projection projection;
  private final Runnable afterCommit;
  private final Lease lease;
  private final InstantSource clock;
  private final Worker worker;
  private final Cadence cadence = new Cadence(GATHER);

  /** How far this node has read; unknown while another one reads, or after trouble. */
  private volatile OptionalLong place = OptionalLong.empty();

  /** The cursor as this node wrote or found it, and since when; the reader's thread's own. */
  private long written;

  private long writtenAtNanos;

  public LogConsumer(
      String name,
      EventLog eventLog,
      Database database,
      Projection projection,
      Runnable afterCommit,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    this.lease = lease;
    this.name = name;
    this.eventLog = eventLog;
    this.database = database;
    this.projection = projection;
    this.afterCommit = afterCommit;
    this.clock = clock;
    worker =
        new Worker("reader-" + name, "reader %s: stopped at trouble".formatted(name), this::step);
    Gauge.builder("xiaoer.reader.lag", this, reader -> reader.eventLog.lastSeq() - reader.place())
        .description("entries of the log that this reader has not digested yet")
        .tag("reader", name)
        .register(registry);
  }

  /** What digesting an entry once more came to. */
  public sealed interface ReadAgain {
    record Done() implements ReadAgain {}

    /** It is set aside as before; nothing of the try stays. */
    record StillParked(String reason) implements ReadAgain {}

    /** This reader has set nothing aside there. */
    record NotHere() implements ReadAgain {}
  }

  public String name() {
    return name;
  }

  /**
   * Projects an entry that was set aside, on whatever node: writes stand one behind the other, so
   * the projection is not run by two at once.
   */
  ReadAgain readAgain(long seq) {
    Optional<LogEntry> entry = entry(eventLog, seq);
    if (entry.isEmpty() || entry.get().isErased()) {
      return new ReadAgain.NotHere();
    }
    ReadAgain result;
    try {
      result = database.write(jdbc -> digestParked(jdbc, entry.get()));
    } catch (StillNotDigestible e) {
      return new ReadAgain.StillParked(e.reason);
    } catch (RuntimeException e) {
      if (!isTheEntrys(e)) {
        throw e;
      }
      log.warn("consumer {}: entry {} still cannot be processed", name, seq, e);
      return new ReadAgain.StillParked(e.getClass().getSimpleName());
    }
    afterCommit.run();
    return result;
  }

  private ReadAgain digestParked(JdbcClient jdbc, LogEntry entry) {
    int parked =
        jdbc.sql("DELETE FROM parked_event WHERE reader = ? AND seq = ?")
            .params(name, entry.seq())
            .update();
    if (parked == 0) {
      return new ReadAgain.NotHere();
    }
    return switch (projection.apply(jdbc, entry)) {
      case Projected.Done _ -> new ReadAgain.Done();
      case Projected.Parked(String reason) -> throw new StillNotDigestible(reason);
    };
  }

  /** Rolls the try back. */
  private static final class StillNotDigestible extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;

    StillNotDigestible(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  static Optional<LogEntry> entry(EventLog log, long seq) {
    return log.after(seq - 1, 1, null).stream().filter(entry -> entry.seq() == seq).findFirst();
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
    try {
      if (lease.held()) {
        goOn();
      } else {
        place = OptionalLong.empty();
        lease.await(IDLE);
      }
    } catch (RuntimeException e) {
      place = OptionalLong.empty(); // what was committed last is not certain
      throw e;
    }
  }

  private void goOn() throws InterruptedException {
    cadence.await();
    long at = place.isPresent() ? place.getAsLong() : find();
    if (eventLog.follow(() -> readOn(at))) {
      return;
    }
    if (at > written && unwrittenFor().compareTo(UNWRITTEN_MAX) >= 0) {
      commit(List.of(), at);
    }
    eventLog.awaitAfter(at, at > written ? UNWRITTEN_MAX.minus(unwrittenFor()) : IDLE);
  }

  /** False when there is nothing behind {@code at}. */
  private boolean readOn(long at) {
    EventLog.Portion portion = eventLog.next(at);
    List<LogEntry> entries = portion.entries();
    if (portion.full()) {
      cadence.goOnAtOnce();
    }
    if (entries.isEmpty()) {
      return false;
    }
    List<LogEntry> concerning =
        entries.stream().filter(entry -> !entry.isErased()).filter(projection::concerns).toList();
    long end = entries.getLast().seq();
    if (!concerning.isEmpty()) {
      project(concerning, end);
      afterCommit.run();
    } else if (unwrittenFor().compareTo(UNWRITTEN_MAX) >= 0) {
      commit(List.of(), end);
    }
    place = OptionalLong.of(end);
    return true;
  }

  private long find() {
    long found = cursor();
    written = found;
    writtenAtNanos = System.nanoTime();
    place = OptionalLong.of(found);
    return found;
  }

  private Duration unwrittenFor() {
    return Duration.ofNanos(System.nanoTime() - writtenAtNanos);
  }

  /** {@code end}: where the reader is when they are done, at the last of them or beyond. */
  private void project(List<LogEntry> entries, long end) {
    try {
      commit(entries, end);
    } catch (RuntimeException e) {
      // A stop interrupts the wait for a commit that is under way; that is no fault of the entry.
      if (!isRunning() || e instanceof CursorMoved || e instanceof Lease.Lost || !isTheEntrys(e)) {
        throw e;
      }
      if (entries.size() == 1) {
        park(entries.getFirst(), end, e.getClass().getSimpleName());
        return;
      }
      oneByOne.say(
          "consumer %s: one of %s entries cannot be processed; processing them one by one"
              .formatted(name, entries.size()));
      for (LogEntry entry : entries) {
        project(List.of(entry), entry.seq());
      }
    }
  }

  private static boolean isTheEntrys(RuntimeException e) {
    return switch (SqlErrorClass.of(e)) {
      case ROW, NONE -> true;
      case LINE, PASSING, FATAL -> false;
    };
  }

  private void commit(List<LogEntry> entries, long end) {
    database.write(jdbc -> {
      lease.check(jdbc);
      List<Projected> digested = projection.applyAll(jdbc, entries);
      for (int i = 0; i < digested.size(); i++) {
        switch (digested.get(i)) {
          case Projected.Done _ -> {}
          case Projected.Parked(String reason) -> insertParked(jdbc, entries.get(i), reason);
        }
      }
      moveCursor(jdbc, end);
      return null;
    });
    moved(end);
  }

  private void park(LogEntry entry, long end, String reason) {
    database.write(jdbc -> {
      lease.check(jdbc);
      insertParked(jdbc, entry, reason);
      moveCursor(jdbc, end);
      return null;
    });
    moved(end);
  }

  private void moved(long end) {
    written = end;
    writtenAtNanos = System.nanoTime();
  }

  private void insertParked(JdbcClient jdbc, LogEntry entry, String reason) {
    log.error(
        "consumer {}: entry {} is dead-lettered and waits for an operator: {}",
        name,
        entry.seq(),
        reason);
    jdbc.sql("INSERT INTO parked_event (reader, seq, reason, parked_at) VALUES (?, ?, ?, ?)")
        .params(name, entry.seq(), reason, Micros.of(clock.instant()))
        .update();
  }

  /** How far the log has been read, by this node or by the one that reads now. */
  long place() {
    OptionalLong own = place;
    return own.isPresent() ? own.getAsLong() : cursor();
  }

  private long cursor() {
    return database.read(this::cursor);
  }

  /** How far its tables have come, as the caller's transaction sees it. */
  public long cursor(JdbcClient jdbc) {
    return jdbc.sql("SELECT seq FROM reader_cursor WHERE reader = ?")
        .param(name)
        .query(Long.class)
        .optional()
        .orElse(0L);
  }

  /** Only from where this reader believes to be: a second one running unnoticed would fail here. */
  private void moveCursor(JdbcClient jdbc, long to) {
    int moved =
        jdbc.sql(
                """
                INSERT INTO reader_cursor (reader, seq) VALUES (:reader, :to)
                ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq WHERE reader_cursor.seq = :from
                """)
            .param("reader", name)
            .param("to", to)
            .param("from", written)
            .update();
    if (moved != 1) {
      throw new CursorMoved(name);
    }
  }

  private static final class CursorMoved extends RuntimeException {
    private static final long serialVersionUID = 1;

    CursorMoved(String reader) {
      super("the cursor of " + reader + " was moved by somebody else");
    }
  }
}
