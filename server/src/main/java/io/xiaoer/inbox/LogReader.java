package io.xiaoer.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.store.Database;
import io.xiaoer.store.Lease;
import io.xiaoer.store.Micros;
import io.xiaoer.store.SqlTrouble;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes the log in order and hands each entry to a digest, whose writes and the cursor move in one
 * transaction: a crash repeats nothing and skips nothing.
 *
 * <p>Of several nodes one runs it, the one that holds the lease; each transaction asks again, so
 * that a node which was paused and does not know that its time is over changes nothing.
 *
 * <p>What the digest refuses is parked with the reason, visibly, and the reader goes on. When the
 * database fails, the reader waits and tries the same entries again, for as long as it takes.
 */
public final class LogReader implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(LogReader.class);

  /** Enough to make one commit cheap, few enough that a browser need not wait for the group. */
  private static final int BATCH_ENTRIES_MAX = 200;

  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration TROUBLE_PAUSE_MIN = Duration.ofMillis(100);
  private static final Duration TROUBLE_PAUSE_MAX = Duration.ofSeconds(10);

  /** What a digest made of an entry. */
  public sealed interface Digested {
    record Done() implements Digested {}

    /** It cannot be understood now; kept aside, to be read again. */
    record Parked(String reason) implements Digested {}
  }

  /** Turns an entry into rows, in the reader's transaction. Called by one thread at a time. */
  @FunctionalInterface
  public interface Digest {
    Digested apply(JdbcClient jdbc, LogEntry entry);
  }

  private final String name;
  private final EventLog eventLog;
  private final Database database;
  private final Digest digest;
  private final Runnable afterCommit;
  private final Lease lease;
  private final InstantSource clock;
  private volatile boolean running;
  private @Nullable Thread thread;

  public LogReader(
      String name,
      EventLog eventLog,
      Database database,
      Digest digest,
      Runnable afterCommit,
      Lease lease,
      InstantSource clock,
      MeterRegistry registry) {
    this.lease = lease;
    this.name = name;
    this.eventLog = eventLog;
    this.database = database;
    this.digest = digest;
    this.afterCommit = afterCommit;
    this.clock = clock;
    Gauge.builder("xiaoer.reader.lag", this, reader -> reader.eventLog.lastSeq() - reader.cursor())
        .description("entries of the log that this reader has not digested yet")
        .tag("reader", name)
        .register(registry);
  }

  @Override
  public void start() {
    running = true; // before the thread, which would else see itself stopped
    thread = Thread.ofVirtual().name("reader-" + name).start(this::run);
  }

  @Override
  public void stop() {
    running = false;
    Thread stopping = thread;
    thread = null;
    if (stopping != null) {
      stopping.interrupt();
      try {
        stopping.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    Duration pause = TROUBLE_PAUSE_MIN;
    while (running) {
      try {
        if (!lease.held()) {
          lease.await(IDLE);
          continue;
        }
        long cursor = cursor();
        List<LogEntry> entries = eventLog.after(cursor, BATCH_ENTRIES_MAX, null);
        if (entries.isEmpty()) {
          eventLog.awaitAfter(cursor, IDLE);
        } else {
          digest(cursor, entries);
          afterCommit.run();
        }
        pause = TROUBLE_PAUSE_MIN;
      } catch (InterruptedException e) {
        return;
      } catch (Lease.Lost e) {
        log.info("reader {}: {}", name, e.getMessage());
      } catch (RuntimeException e) {
        if (!running) {
          return;
        }
        log.error("reader {}: stopped at trouble, tries again in {}", name, pause, e);
        pause = sleepLonger(pause);
      }
    }
  }

  private void digest(long cursor, List<LogEntry> entries) {
    try {
      commit(cursor, entries);
    } catch (RuntimeException e) {
      // A stop interrupts the wait for a commit that is under way; that is no fault of the entry.
      if (!running || e instanceof CursorMoved || e instanceof Lease.Lost || !isTheEntrys(e)) {
        throw e;
      }
      if (entries.size() == 1) {
        park(cursor, entries.getFirst(), e.getClass().getSimpleName());
        return;
      }
      log.warn(
          "reader {}: one of {} entries is not digestible; one by one now", name, entries.size());
      long at = cursor;
      for (LogEntry entry : entries) {
        digest(at, List.of(entry));
        at = entry.seq();
      }
    }
  }

  private static boolean isTheEntrys(RuntimeException e) {
    return switch (SqlTrouble.of(e)) {
      case ROW, NONE -> true;
      case PASSING, FATAL -> false;
    };
  }

  private void commit(long cursor, List<LogEntry> entries) {
    database.write(jdbc -> {
      lease.check(jdbc);
      for (LogEntry entry : entries) {
        switch (digest.apply(jdbc, entry)) {
          case Digested.Done _ -> {}
          case Digested.Parked(String reason) -> insertParked(jdbc, entry, reason);
        }
      }
      moveCursor(jdbc, cursor, entries.getLast().seq());
      return null;
    });
  }

  private void park(long cursor, LogEntry entry, String reason) {
    database.write(jdbc -> {
      lease.check(jdbc);
      insertParked(jdbc, entry, reason);
      moveCursor(jdbc, cursor, entry.seq());
      return null;
    });
  }

  private void insertParked(JdbcClient jdbc, LogEntry entry, String reason) {
    log.error(
        "reader {}: entry {} is set aside and waits for an operator: {}",
        name,
        entry.seq(),
        reason);
    jdbc.sql("INSERT INTO parked_event (reader, seq, reason, parked_at) VALUES (?, ?, ?, ?)")
        .params(name, entry.seq(), reason, Micros.of(clock.instant()))
        .update();
  }

  private long cursor() {
    return database.read(jdbc ->
        jdbc.sql("SELECT seq FROM reader_cursor WHERE reader = ?")
            .param(name)
            .query(Long.class)
            .optional()
            .orElse(0L));
  }

  /** Only from where this reader believes to be: a second one running unnoticed would fail here. */
  private void moveCursor(JdbcClient jdbc, long from, long to) {
    int moved =
        jdbc.sql(
                """
                INSERT INTO reader_cursor (reader, seq) VALUES (:reader, :to)
                ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq WHERE reader_cursor.seq = :from
                """)
            .param("reader", name)
            .param("to", to)
            .param("from", from)
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

  private static Duration sleepLonger(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(TROUBLE_PAUSE_MAX) > 0 ? TROUBLE_PAUSE_MAX : doubled;
  }
}
