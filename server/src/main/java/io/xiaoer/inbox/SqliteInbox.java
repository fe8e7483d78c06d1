package io.xiaoer.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.xiaoer.sdk.event.Format;
import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.DataFolder;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.SqliteConnections;
import io.xiaoer.store.SqliteDatabase;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The log in {@code inbox.db}. */
final class SqliteInbox implements Inbox, EventLog, AutoCloseable {
  private static final String COLUMNS =
      "seq, shop, event_key, open_id, event, create_time, received_at, format, raw";

  private final Database database;
  private final LogWriter writer;
  private final InstantSource clock;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private volatile long lastSeq;

  private SqliteInbox(Database database, Path file, InstantSource clock, MeterRegistry registry)
      throws SQLException {
    this.database = database;
    this.clock = clock;
    lastSeq =
        database.read(
            jdbc -> jdbc.sql("SELECT coalesce(max(seq), 0) FROM event").query(Long.class).single());
    writer = new LogWriter(new SqliteConnections(file)::openWriter, this::committed, registry);
  }

  static SqliteInbox open(Path file, InstantSource clock, MeterRegistry registry) {
    Database database = SqliteDatabase.open(file, "db/inbox");
    try {
      return new SqliteInbox(database, file, clock, registry);
    } catch (SQLException e) {
      database.close();
      throw new DataFolder.Unusable("%s: cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
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
      return statement.param(limit).query(SqliteInbox::entry).list();
    });
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

  private void committed(long seq) {
    lock.lock();
    try {
      lastSeq = seq;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static LogEntry entry(ResultSet row, int number) throws SQLException {
    String key = row.getString("event_key");
    long createTime = row.getLong("create_time");
    boolean noCreateTime = row.wasNull();
    return new LogEntry(
        row.getLong("seq"),
        new ShopId(row.getString("shop")),
        row.getString("event"),
        row.getString("open_id"),
        key.startsWith(NewEvent.HASH_PREFIX) ? null : key,
        noCreateTime ? null : createTime,
        Micros.instant(row.getLong("received_at")),
        Format.valueOf(row.getString("format").toUpperCase(Locale.ROOT)),
        row.getBytes("raw"));
  }
}
