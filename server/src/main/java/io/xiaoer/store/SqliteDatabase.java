package io.xiaoer.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * SQLite behind {@link Database}.
 *
 * <p>All work runs on platform threads of its own: SQLite is native code, which would pin the
 * carrier of a virtual thread, and with two cores two slow commits would stop every request. One
 * thread writes, so there is never a wait for SQLite's own lock; a few read.
 */
public final class SqliteDatabase implements Database {
  private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);

  private static final int READERS = 4;

  /**
   * How long work may wait for its turn. Whoever asked is told that the database is busy while they
   * still listen, and the queue behind a lock from outside stays as short as this.
   */
  private static final Duration QUEUE_MAX = Duration.ofSeconds(5);

  /**
   * Nobody else should write to the file; who does, as a tool in a person's hand, is waited for.
   */
  private static final Duration BUSY_MAX = Duration.ofSeconds(2);

  /** A write is tried, to see whether it can be, when there was none for so long. */
  private static final Duration QUIET_MAX = Duration.ofSeconds(1);

  /** Takes the lock of a writer and writes nothing. */
  private static final String TRIAL = "DELETE FROM flyway_schema_history WHERE 1 = 0";

  private static final int CLOSE_SECONDS_MAX = 10;

  /**
   * The file's own number for its users: from its first page on, or since it was rewritten, what is
   * deleted in it was overwritten.
   */
  private static final int OVERWRITES = 1;

  /** A rewrite takes about a second for 100 MiB, and nobody writes meanwhile. */
  private static final long REWRITE_BYTES_MAX = 2L << 30;

  /** What is left is copied in some two seconds, and pushes wait for four. */
  private static final long GIVEN_BACK_BYTES_MAX = 200L << 20;

  /** For less than a fourth of the file it is not worth it. */
  private static final int WORTH_PARTS = 4;

  /** What is written changes places all over the file; the driver's own 2 MB hold few of them. */
  private static final int WRITER_CACHE_KIB = 16 << 10;

  /**
   * A page that is changed again and again is brought into the file once for so many pages of the
   * write-ahead log: 16 MiB.
   */
  private static final int CHECKPOINT_PAGES = 4_000;

  /** Readers are waited for until the write-ahead log can be emptied; each try waits, too. */
  private static final int CHECKPOINTS_MAX = 5;

  private final Path file;
  private final SqliteConnections connections;
  private final FatalErrorHandler onFatalError;
  private final ExecutorService writer;
  private final ExecutorService readers;
  private final HikariDataSource readerPool;
  private final WriteHealth health = new WriteHealth();
  private final NestedWork nested = new NestedWork();
  private final SeldomLog rollBacks = SeldomLog.warnings(log);
  private final SeldomLog trials = SeldomLog.warnings(log);
  private final Semaphore trying = new Semaphore(1);
  private volatile long lastWriteNanos = System.nanoTime();

  /** Touched by the writer's thread only; null after a failure, until the next write opens it. */
  private @Nullable Connection writing;

  private SqliteDatabase(Path file, SqliteConnections connections, FatalErrorHandler onFatalError) {
    this.file = file;
    this.onFatalError = onFatalError;
    this.connections = connections;
    String name = file.getFileName().toString();
    writer = Executors.newSingleThreadExecutor(threads(name + "-writer-"));
    readers = Executors.newFixedThreadPool(READERS, threads(name + "-reader-"));
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name + "-readers");
    pool.setDataSource(keepingStatements(connections.readers()));
    pool.setMaximumPoolSize(READERS);
    pool.setMinimumIdle(1);
    pool.setAutoCommit(false);
    pool.setConnectionInitSql("PRAGMA query_only = ON");
    readerPool = new HikariDataSource(pool);
  }

  /** Opens the file and brings its tables up to date from {@code db/<name>} on the class path. */
  public static SqliteDatabase open(Path file, String name, FatalErrorHandler onFatalError) {
    SqliteConnections connections = new SqliteConnections(file, BUSY_MAX);
    try (Connection connection = connections.openWriter()) {
      if (isEmpty(connection)) {
        say(connection, "PRAGMA user_version = " + OVERWRITES);
      }
      Migrations.sqlite(new SingleConnectionDataSource(connection, true), name);
    } catch (SQLException | FlywayException e) {
      throw new DataFolder.Unusable("%s: cannot be opened: %s".formatted(file, e.getMessage()), e);
    }
    return new SqliteDatabase(file, connections, onFatalError);
  }

  private static DataSource keepingStatements(DataSource source) {
    return new DelegatingDataSource(source) {
      @Override
      public Connection getConnection() throws SQLException {
        return StatementCache.over(super.getConnection());
      }
    };
  }

  @Override
  public <T extends @Nullable Object> T read(Work<T> work) {
    return run(
        readers,
        () -> {
          try (Connection connection = readerPool.getConnection()) {
            try {
              return work.in(client(connection));
            } finally {
              connection.rollback(); // ends the one moment that the work has seen
            }
          }
        });
  }

  @Override
  public <T extends @Nullable Object> T write(Work<T> work) {
    lastWriteNanos = System.nanoTime();
    try {
      return run(writer, () -> inTransaction(work));
    } catch (DatabaseBusy e) {
      health.failed();
      throw e;
    }
  }

  @Override
  public Scrubbed scrub() {
    return run(writer, () -> outsideTransactions(this::scrub));
  }

  private Scrubbed scrub(Connection connection) throws SQLException {
    Scrubbed scrubbed = Scrubbed.DONE;
    if (number(connection, "PRAGMA user_version") != OVERWRITES) {
      scrubbed = rewrite(connection);
    }
    for (int i = 0; number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0; i++) {
      if (i == CHECKPOINTS_MAX) {
        throw new DatabaseBusy("%s: the write-ahead log is in use".formatted(file));
      }
    }
    return scrubbed;
  }

  /** What SQLite does in no transaction. */
  @FunctionalInterface
  private interface Upkeep<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T outsideTransactions(Upkeep<T> upkeep) throws SQLException {
    Connection connection = writing();
    boolean done = false;
    try {
      connection.setAutoCommit(true);
      T result = upkeep.on(connection);
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack(connection);
      }
    }
  }

  @Override
  public long bytes(String... tables) {
    return read(jdbc ->
        jdbc.sql("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
            .query(Long.class)
            .single());
  }

  @Override
  public void giveBack(long deleted) {
    run(writer, () -> outsideTransactions(connection -> giveBack(connection, deleted)));
  }

  /** Whether the file was rewritten. */
  private boolean giveBack(Connection connection, long deleted) throws SQLException {
    long page = number(connection, "PRAGMA page_size");
    long whole = page * number(connection, "PRAGMA page_count");
    long free = page * number(connection, "PRAGMA freelist_count");
    boolean worth = (free + deleted) * WORTH_PARTS > whole;
    boolean shortly = whole - free <= GIVEN_BACK_BYTES_MAX;
    if (worth && shortly) {
      say(connection, "VACUUM");
      number(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
      log.info(
          "{}: rewritten, {} bytes of {} are left",
          file,
          page * number(connection, "PRAGMA page_count"),
          whole);
    }
    return worth && shortly;
  }

  private Scrubbed rewrite(Connection connection) throws SQLException {
    long bytes = number(connection, "PRAGMA page_count") * number(connection, "PRAGMA page_size");
    if (bytes > REWRITE_BYTES_MAX) {
      return Scrubbed.NOT_REWRITTEN;
    }
    log.info("{}: is rewritten once, {} bytes", file, bytes);
    say(connection, "VACUUM");
    say(connection, "PRAGMA user_version = " + OVERWRITES);
    return Scrubbed.DONE;
  }

  private static boolean isEmpty(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
  }

  private static void say(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Of the first column of the one row, by whatever name. */
  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(row.getMetaData().getColumnName(1));
    }
  }

  @Override
  public boolean isWritable() {
    if (System.nanoTime() - lastWriteNanos > QUIET_MAX.toNanos() && trying.tryAcquire()) {
      Thread.ofVirtual()
          .name(file.getFileName() + "-trial")
          .start(() -> {
            try {
              write(jdbc -> jdbc.sql(TRIAL).update());
            } catch (DataAccessException e) {
              trials.say("%s: cannot be written to: %s".formatted(file, e.getMessage()));
            } finally {
              trying.release();
            }
          });
    }
    return health.isWell();
  }

  private <T extends @Nullable Object> T inTransaction(Work<T> work) throws SQLException {
    boolean committed = false;
    Connection connection = null;
    try {
      connection = writing();
      connection.setAutoCommit(false);
      T result = work.in(client(connection));
      connection.commit();
      committed = true;
      health.succeeded();
      return result;
    } catch (SQLException | RuntimeException e) {
      health.failed(e);
      throw e;
    } finally {
      if (!committed && connection != null) {
        rollBack(connection);
      }
    }
  }

  @Override
  public void close() {
    shutDown(writer);
    shutDown(readers);
    readerPool.close();
    Connection last = writing;
    if (last != null) {
      try {
        last.close();
      } catch (SQLException e) {
        log.warn("{}: closing failed: {}", file, e.getMessage());
      }
    }
  }

  private Connection writing() throws SQLException {
    Connection connection = writing;
    if (connection == null) {
      connection = StatementCache.over(connections.openWriter());
      say(connection, "PRAGMA cache_size = -" + WRITER_CACHE_KIB);
      say(connection, "PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
      writing = connection;
    }
    return connection;
  }

  /**
   * After a failure the connection's state is not to be trusted: the next write opens a new one.
   */
  private void rollBack(Connection connection) {
    writing = null;
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      rollBacks.say(
          "%s: roll-back failed, the connection is dropped: %s".formatted(file, e.getMessage()));
    }
  }

  private static JdbcClient client(Connection connection) {
    return JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  private <T extends @Nullable Object> T run(ExecutorService threads, Callable<T> work) {
    nested.refuse();
    AtomicBoolean taken = new AtomicBoolean();
    Future<T> future =
        threads.submit(() -> {
          if (!taken.compareAndSet(false, true)) {
            throw new CancellationException();
          }
          return nested.within(work::call);
        });
    try {
      try {
        return future.get(QUEUE_MAX.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (taken.compareAndSet(false, true)) {
          future.cancel(false);
          throw new DatabaseBusy("%s: no turn within %s".formatted(file, QUEUE_MAX));
        }
        return future.get(); // it has begun, and only its end tells what became of it
      }
    } catch (InterruptedException e) {
      // The work goes on and will commit or not; the caller only stops waiting to learn which.
      Thread.currentThread().interrupt();
      throw new TransientDataAccessResourceException("interrupted while waiting for " + file, e);
    } catch (ExecutionException e) {
      if (SqlErrorClass.of(e) == SqlErrorClass.FATAL) {
        onFatalError.untrusted(file.toString(), e);
      }
      throw switch (e.getCause()) {
        case RuntimeException unchecked -> unchecked;
        case SQLException sql ->
            new DataAccessResourceFailureException(file + ": " + sql.getMessage(), sql);
        case Error error -> error(error);
        case null, default -> new CompletionException(e);
      };
    }
  }

  private static RuntimeException error(Error error) {
    throw error;
  }

  private static void shutDown(ExecutorService threads) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory threads(String name) {
    return Thread.ofPlatform().name(name, 1).factory();
  }
}
