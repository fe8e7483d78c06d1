package io.xiaoer.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.sdk.event.EventKey;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.FatalErrorHandler;
import io.xiaoer.store.Micros;
import io.xiaoer.store.SeldomLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The log: appended to through {@link LogWriter}, read from the tables. */
final class DurableLog implements Inbox, EventLog, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DurableLog.class);

  private final SeldomLog late = SeldomLog.warnings(log);

  private static final String COLUMNS =
      "seq, shop, event_key, open_id, event, create_time, received_at, format, raw";

  /**
   * An entry is 1 MiB at most and some 600 bytes usually; this bounds what a page of them takes.
   */
  static final int PAGE_BYTES_MAX = 8 << 20;

  /** Enough to make one commit cheap, few enough that a browser need not wait for the group. */
  private static final int PORTION_ENTRIES_MAX = 500;

  /** How many rows PostgreSQL's driver fetches at a time; SQLite's takes them one by one. */
  private static final int FETCH_ROWS = 100;

  private final Database database;
  private final LogWriter writer;
  private final ReaderThrottle throttle;
  private final NodeSignals signals;
  private final InstantSource clock;

  private final SharedPages pages =
      new SharedPages(PORTION_ENTRIES_MAX, seq -> after(seq, PORTION_ENTRIES_MAX, null));

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();

  /** The newest place this node knows of; another node may have appended since. */
  private volatile long lastSeq;

  /** {@code where} names it for the operator. */
  DurableLog(
      String where,
      Database database,
      LogStore store,
      NodeSignals signals,
      FatalErrorHandler onFatalError,
      InstantSource clock,
      MeterRegistry registry) {
    this.database = database;
    this.signals = signals;
    this.clock = clock;
    lastSeq = newest();
    signals.onRing(Topic.LOG, this::elsewhere);
    writer = new LogWriter(where, store, this::committed, onFatalError, clock, registry);
    throttle = new ReaderThrottle(writer::isBusy);
  }

  @Override
  public Appended append(ShopId shop, PushEvent event) {
    return writer.append(NewEvent.of(shop, event, Micros.of(clock.instant())));
  }

  boolean healthy() {
    return writer.healthy();
  }

  @Override
  public List<LogEntry> after(long seq, int limit, @Nullable ShopId shop) {
    // The primary key carries the order; a shop's own log is read by walking past the others.
    String sql =
        "SELECT %s FROM event WHERE seq > ? %s ORDER BY seq LIMIT ?"
            .formatted(COLUMNS, shop == null ? "" : "AND shop = ?");
    return database.read(jdbc -> {
      var statement = jdbc.sql(sql).param(seq);
      if (shop != null) {
        statement = statement.param(shop.value());
      }
      return statement.param(limit).withFetchSize(FETCH_ROWS).query(DurableLog::page);
    });
  }

  @Override
  public Portion next(long seq) {
    return pages.after(seq);
  }

  @Override
  public <T> T follow(Piece<T> piece) throws InterruptedException {
    return throttle.follow(piece);
  }

  @Override
  public long lastSeq() {
    return lastSeq;
  }

  @Override
  public void awaitAfter(long seq, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (lastSeq <= seq && left > 0) {
        left = grown.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    writer.close();
    database.close();
  }

  LogErasure erasure() {
    return new LogErasure(database, pages::forget);
  }

  LogDisclosure disclosure() {
    return new LogDisclosure(database);
  }

  AgedLog aged(Database desk) {
    return new AgedLog(database, desk);
  }

  private void committed(long seq) {
    reached(seq);
    signals.ring(Topic.LOG);
  }

  private void elsewhere(boolean here) {
    if (here) {
      return;
    }
    try {
      reached(newest());
    } catch (DataAccessException e) {
      late.say("log: entries of other nodes are read with a delay: " + e.getMessage());
    }
  }

  private void reached(long seq) {
    lock.lock();
    try {
      lastSeq = Math.max(lastSeq, seq);
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long newest() {
    return database.read(
        jdbc -> jdbc.sql("SELECT coalesce(max(seq), 0) FROM event").query(Long.class).single());
  }

  private static List<LogEntry> page(ResultSet rows) throws SQLException {
    List<LogEntry> entries = new ArrayList<>();
    int bytes = 0;
    while (bytes < PAGE_BYTES_MAX && rows.next()) {
      LogEntry entry = entry(rows);
      entries.add(entry);
      bytes += entry.raw().length;
    }
    return entries;
  }

  private static LogEntry entry(ResultSet row) throws SQLException {
    String key = row.getString("event_key");
    return new LogEntry(
        row.getLong("seq"),
        new ShopId(row.getString("shop")),
        row.getString("event"),
        row.getString("open_id"),
        key.startsWith(EventKey.hashPrefix) || key.startsWith(ErasedKey.PREFIX) ? null : key,
        Columns.longOrNull(row, "create_time"),
        Columns.instant(row, "received_at"),
        Columns.constant(row, "format", Format.class),
        row.getBytes("raw"));
  }
}
