package io.xiaoer.cluster;

import io.xiaoer.store.Database;
import io.xiaoer.store.SeldomLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A row that one node holds for a while and renews. Time is the database's, so that nodes whose
 * clocks differ agree; the term rises whenever the holder changes, and a node that was paused and
 * still believes to hold an old term is stopped by {@link #check}.
 *
 * <p>It is asked for as every write is, one behind the other, or a takeover could slip between a
 * check and its commit.
 */
public final class PostgresLease implements Lease, SmartLifecycle, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresLease.class);

  /** A dead node is missed after this, and one that asks every {@link #RENEW} notices it then. */
  private static final Duration HOLD = Duration.ofSeconds(8);

  private static final Duration RENEW = Duration.ofSeconds(2);
  private static final String NAME = "readers";

  private static final String NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

  /** Holds it for a database that is not yet whole. */
  private static final String RESTORE = "restore";

  private static final long FOR_GOOD = Long.MAX_VALUE / 2;

  private record Term(long number, long untilNanos) {}

  private final SeldomLog unrenewed = SeldomLog.warnings(log);
  private final Database database;
  private final String self = UUID.randomUUID().toString();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition gained = lock.newCondition();
  private volatile @Nullable Term term;
  private volatile boolean running;
  private @Nullable Thread thread;

  /** {@code database}: best one that nobody else has to be waited for; closed with the lease. */
  public PostgresLease(Database database) {
    this.database = database;
  }

  /** No node gets it until {@link #letGo}: what is in the database is not to be worked on yet. */
  public static void keepFromAll(JdbcClient jdbc) {
    jdbc.sql(
            """
            INSERT INTO lease (name, holder, term, expires_at) VALUES (:name, :holder, 1, :until)
            ON CONFLICT (name) DO UPDATE
            SET holder = :holder, expires_at = :until, term = lease.term + 1
            """)
        .param("name", NAME)
        .param("holder", RESTORE)
        .param("until", FOR_GOOD)
        .update();
  }

  public static boolean isKeptFromAll(JdbcClient jdbc) {
    return jdbc.sql("SELECT count(*) FROM lease WHERE name = ? AND holder = ?")
            .params(NAME, RESTORE)
            .query(Long.class)
            .single()
        > 0;
  }

  public static void letGo(JdbcClient jdbc) {
    jdbc.sql("UPDATE lease SET expires_at = 0 WHERE name = ? AND holder = ?")
        .params(NAME, RESTORE)
        .update();
  }

  @Override
  public boolean held() {
    Term held = term;
    return held != null && System.nanoTime() - held.untilNanos < 0;
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!held() && left > 0) {
        left = gained.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void check(JdbcClient jdbc) {
    Term believed = term;
    boolean mine =
        believed != null
            && jdbc.sql("SELECT count(*) FROM lease WHERE name = ? AND holder = ? AND term = ?")
                    .params(NAME, self, believed.number)
                    .query(Long.class)
                    .single()
                == 1;
    if (!mine) {
      term = null;
      throw new Lost();
    }
  }

  /** Before everything that needs it, so that a node alone does not begin by waiting. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE / 2;
  }

  @Override
  public void start() {
    running = true;
    renew();
    thread = Thread.ofVirtual().name("lease").start(this::run);
  }

  @Override
  public void stop() {
    running = false;
    Thread stopping = thread;
    thread = null;
    if (stopping != null) {
      stopping.interrupt();
      try {
        stopping.join(RENEW);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    giveBack();
  }

  @Override
  public void close() {
    database.close();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void run() {
    while (running) {
      try {
        Thread.sleep(RENEW);
        renew();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void renew() {
    // From before the question: the database's own count begins later, so ours ends first.
    long until = System.nanoTime() + HOLD.toNanos();
    try {
      boolean before = held();
      Optional<Long> granted = database.write(this::ask);
      term = granted.map(number -> new Term(number, until)).orElse(null);
      if (granted.isPresent() && !before) {
        log.info("lease: this node reads the log and sends replies, term {}", granted.get());
        wakeAll();
      } else if (granted.isEmpty() && before) {
        log.warn("lease: another node has taken over");
      }
    } catch (DataAccessException e) {
      if (running) {
        unrenewed.say("lease: renewal failed, retrying in %s: %s".formatted(RENEW, e.getMessage()));
      }
    }
  }

  /** Readers and sender wait for it, all of them. */
  private void wakeAll() {
    lock.lock();
    try {
      gained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Long> ask(JdbcClient jdbc) {
    return jdbc.sql(
            """
            INSERT INTO lease (name, holder, term, expires_at)
            VALUES (:name, :self, 1, %1$s + :hold)
            ON CONFLICT (name) DO UPDATE
            SET holder = :self, expires_at = %1$s + :hold,
                term = lease.term + CASE WHEN lease.holder = :self THEN 0 ELSE 1 END
            WHERE lease.holder = :self OR lease.expires_at < %1$s
            RETURNING term
            """
                .formatted(NOW))
        .param("name", NAME)
        .param("self", self)
        .param("hold", HOLD.toNanos() / 1_000)
        .query(Long.class)
        .optional();
  }

  /** So that the next node need not wait for the time to run out. */
  private void giveBack() {
    if (!held()) {
      return;
    }
    term = null;
    try {
      database.write(jdbc ->
          jdbc.sql("UPDATE lease SET expires_at = 0 WHERE name = ? AND holder = ?")
              .params(List.of(NAME, self))
              .update());
    } catch (DataAccessException e) {
      log.warn("lease: not released, another node waits up to {}: {}", HOLD, e.getMessage());
    }
  }
}
