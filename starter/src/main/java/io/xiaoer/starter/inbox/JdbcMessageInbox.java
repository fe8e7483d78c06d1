package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.EventKey;
import io.xiaoer.sdk.event.PushEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.init.ScriptException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The inbox in two tables of the application's database: PostgreSQL, MySQL 8, MariaDB 10.6 or
 * later, H2 or SQLite. Thread-safe; several instances of the application may share the tables.
 *
 * <p><b>How it goes.</b> A push is a row in {@code xiaoer_inbox}, committed before it is
 * acknowledged; its customer has one row in {@code xiaoer_inbox_lane} that says when there is
 * something to do. Whoever claims the lane (for a time, renewed while it works) handles the first
 * message in it and has it to itself. The claim, with the attempt counted, is committed before the
 * handler is called. The mark that a message is handled is part of the handler's own transaction,
 * and is refused to a claim that somebody has taken over: so it is set once, together with what the
 * handler wrote. After that the lane is settled, in a transaction of its own. Dying at any moment
 * leaves the lane due, now or when the claim ends.
 */
public final class JdbcMessageInbox implements MessageInbox {
  private static final Logger log = LoggerFactory.getLogger(JdbcMessageInbox.class);

  /** The platform waits for five. */
  private static final int KEEP_SECONDS_MAX = 4;

  private static final int TRIES = 3;
  private static final int ERROR_CHARS_MAX = 1_000;

  /** The platform repeats a push for four hours; its key must be known for much longer. */
  private static final Duration KEYS_KEPT_MIN = Duration.ofDays(7);

  /** Somebody whose claim has ended still holds the row. */
  private static final Duration HELD_PAUSE = Duration.ofSeconds(1);

  private static final String INSERT =
      """
      INSERT INTO xiaoer_inbox (event_key, shop, kind, event, open_id, msg_id, lane, sort_key,
        received_at, raw_hash, raw, state, attempts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)\
      """;

  private final DataSource source;
  private final JdbcClient jdbc;
  private final Engine engine;
  private final TransactionTemplate own;
  private final TransactionTemplate keeping;
  private final TransactionTemplate handling;
  private final InstantSource clock;
  private final RetryPolicy retries;
  private final Duration claimTime;
  private final boolean handlesEvents;
  private final InboxListener listener;
  private final String instance = UUID.randomUUID().toString();
  private final AtomicLong claims = new AtomicLong();
  private volatile Runnable onStored = () -> {};

  /**
   * How an inbox works.
   *
   * @param retries when a message comes again whose handler has failed
   * @param claimTime after how long without a sign of life another instance takes over; the clocks
   *     of all instances must agree within a fraction of it
   * @param handlesEvents whether there is somebody for events that are no messages
   */
  public record Options(RetryPolicy retries, Duration claimTime, boolean handlesEvents) {
    /** The standard retries, 15 seconds, and messages only. */
    public static final Options STANDARD =
        new Options(RetryPolicy.STANDARD, Duration.ofSeconds(15), false);
  }

  /**
   * An inbox in this database. Its tables must be there, or be made by {@link #createTables},
   * before it is used.
   *
   * @param transactions those of {@code source}: the application's own
   * @throws IllegalStateException when the database cannot be asked, or is none of those known
   */
  public JdbcMessageInbox(
      DataSource source,
      PlatformTransactionManager transactions,
      InstantSource clock,
      Options options,
      InboxListener listener) {
    this.source = source;
    this.clock = clock;
    this.listener = listener;
    retries = options.retries();
    claimTime = options.claimTime();
    handlesEvents = options.handlesEvents();
    jdbc = JdbcClient.create(source);
    engine = Engine.of(source);
    own = new TransactionTemplate(transactions);
    own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    own.setIsolationLevel(engine.isolation());
    keeping = new TransactionTemplate(transactions, own);
    keeping.setTimeout(KEEP_SECONDS_MAX);
    handling = new TransactionTemplate(transactions);
    engine
        .weakness(jdbc)
        .ifPresent(weakness ->
            log.warn(
                "inbox: {} in this database: pushes that were acknowledged can be lost when the"
                    + " machine loses power",
                weakness));
  }

  /**
   * Makes the tables that are not there yet. The scripts are beside this class, for applications
   * that would rather have them in migrations of their own.
   */
  public void createTables() {
    ResourceDatabasePopulator script = new ResourceDatabasePopulator(engine.script());
    try {
      DatabasePopulatorUtils.execute(script, source);
    } catch (ScriptException byAnotherInstance) {
      DatabasePopulatorUtils.execute(script, source);
    }
  }

  /** Is run after each new message that a handler waits for. */
  void onStored(Runnable action) {
    onStored = action;
  }

  @Override
  public Kept keep(String shop, PushEvent event) {
    Kind kind = Kind.of(event);
    EventKey key = EventKey.of(event);
    byte[] raw = event.head().raw().bytes();
    boolean waits = kind == Kind.MESSAGE || handlesEvents;
    String eventKey = Keys.event(shop, key);
    String lane = Keys.lane(shop, kind, key);
    String hash = Keys.sha256(raw);
    Object[] row = {
      eventKey,
      shop,
      kind.word(),
      key.event(),
      key.openId(),
      event.head().msgId() == null ? "" : key.id(),
      lane,
      Keys.sort(event),
      now(),
      hash,
      raw,
      waits ? State.WAITING : State.KEPT
    };
    Kept kept = again(() -> keeping.execute(status -> keep(row, eventKey, hash, lane, waits)));
    if (kept == Kept.VARIANT) {
      log.warn(
          "inbox: shop {} pushed other content under the key {}; both are kept", shop, eventKey);
    }
    listener.kept(shop, kept);
    if (kept == Kept.STORED && waits) {
      onStored.run();
    }
    return kept;
  }

  private Kept keep(Object[] row, String eventKey, String hash, String lane, boolean waits) {
    if (engine.insert(jdbc, INSERT, Arrays.asList(row))) {
      if (waits) {
        engine.wake(jdbc, lane, now());
      }
      return Kept.STORED;
    }
    String before =
        jdbc.sql("SELECT raw_hash FROM xiaoer_inbox WHERE event_key = ?")
            .param(eventKey)
            .query(String.class)
            .single();
    if (hash.equals(before)) {
      return Kept.KNOWN;
    }
    Object[] variant = row.clone();
    variant[0] = Keys.sha256(eventKey + hash);
    variant[variant.length - 1] = State.VARIANT;
    return engine.insert(jdbc, INSERT, Arrays.asList(variant)) ? Kept.VARIANT : Kept.KNOWN;
  }

  /** Claims lanes that are due, at most so many. */
  List<Claim> claim(int max) {
    List<String> buried = new ArrayList<>();
    List<Claim> claimed =
        again(() ->
            own.execute(status -> {
              buried.clear();
              engine.beginWriting(jdbc);
              long now = now();
              List<Claim> claims = new ArrayList<>();
              for (String lane : due(now, max)) {
                claim(lane, now, buried).ifPresent(claims::add);
              }
              return claims;
            }));
    buried.forEach(listener::died);
    return claimed;
  }

  private List<String> due(long now, int max) {
    return jdbc.sql(
            "SELECT lane FROM xiaoer_inbox_lane WHERE due_at <= ? ORDER BY due_at LIMIT ?"
                + engine.skippingLocked())
        .params(now, max)
        .query((row, number) -> row.getString("lane"))
        .list();
  }

  /** The first of a lane that this transaction holds; settles it when there is none. */
  private Optional<Claim> claim(String lane, long now, List<String> buried) {
    while (true) {
      Long first = first(lane);
      if (first == null) {
        settle(lane, null);
        return Optional.empty();
      }
      Claim.Row row = hold(first);
      if (row == null) {
        settle(lane, now + HELD_PAUSE.toMillis());
        return Optional.empty();
      }
      if (row.attempt() <= retries.attemptsMax()) {
        Claim claim = new Claim(lane, instance + "-" + claims.incrementAndGet(), row);
        jdbc.sql("UPDATE xiaoer_inbox SET claim = ?, attempts = ? WHERE id = ?")
            .params(claim.token(), row.attempt(), row.id())
            .update();
        jdbc.sql("UPDATE xiaoer_inbox_lane SET claim = ?, due_at = ? WHERE lane = ?")
            .params(claim.token(), now + claimTime.toMillis(), lane)
            .update();
        return Optional.of(claim);
      }
      // Nobody came back from the last attempt to say how it went.
      log.warn("inbox: {} is given up: the process ended in each of its attempts", row);
      jdbc.sql(
              """
              UPDATE xiaoer_inbox SET state = 'dead', claim = NULL,
                error = COALESCE(error, 'the process ended during the last attempt')
              WHERE id = ?
              """)
          .param(row.id())
          .update();
      buried.add(row.shop());
    }
  }

  private @Nullable Long first(String lane) {
    return jdbc.sql(
            """
            SELECT id FROM xiaoer_inbox WHERE state = 'waiting' AND lane = ?
            ORDER BY sort_key, id LIMIT 1
            """)
        .param(lane)
        .query(Long.class)
        .optional()
        .orElse(null);
  }

  /** Null when somebody else holds it. The attempt is the one that now begins. */
  private Claim.@Nullable Row hold(long id) {
    return jdbc.sql(
            """
            SELECT id, event_key, shop, kind, received_at, attempts, raw FROM xiaoer_inbox
            WHERE id = ? AND state = 'waiting'\
            """
                + engine.skippingLocked())
        .param(id)
        .query((row, number) ->
            new Claim.Row(
                row.getLong("id"),
                row.getString("event_key"),
                row.getString("shop"),
                Kind.ofWord(row.getString("kind")),
                row.getLong("received_at"),
                row.getInt("attempts") + 1,
                row.getBytes("raw")))
        .optional()
        .orElse(null);
  }

  /** {@code dueAt}: null when nothing waits. */
  private void settle(String lane, @Nullable Long dueAt) {
    jdbc.sql("UPDATE xiaoer_inbox_lane SET claim = NULL, due_at = :due WHERE lane = :lane")
        .param("due", dueAt)
        .param("lane", lane)
        .update();
  }

  /** Somebody else has taken over. */
  static final class ClaimLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClaimLost(Claim claim) {
      super(claim + " was taken over by another instance");
    }
  }

  /** A handler's work with one claim. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /**
   * Does the work and marks the message as handled, in one transaction. When this throws, neither
   * has happened, except where a broken connection leaves the outcome of the commit unknown: then
   * both have, or neither.
   *
   * @throws ClaimLost when the mark was refused
   */
  void handle(Claim claim, Work work) {
    handling.executeWithoutResult(status -> {
      if (engine.hasOneWriter()) {
        mark(claim); // so that the work is not done in vain: who writes first has it
      }
      try {
        work.run();
      } catch (Exception e) {
        throw new HandlerFailed(e);
      }
      if (!engine.hasOneWriter()) {
        mark(claim); // at the end, so that a work that takes long holds nobody up
      }
    });
  }

  /** Carries what a handler threw through the transaction. */
  static final class HandlerFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    HandlerFailed(Exception cause) {
      super(cause);
    }
  }

  private void mark(Claim claim) {
    int marked =
        jdbc.sql(
                """
                UPDATE xiaoer_inbox SET state = 'handled', claim = NULL, handled_at = ?, error = NULL
                WHERE id = ? AND claim = ? AND state = 'waiting'
                """)
            .params(now(), claim.row().id(), claim.token())
            .update();
    if (marked != 1) {
      throw new ClaimLost(claim);
    }
  }

  /**
   * Gives a lane back whose first message is handled, and claims the next one in it.
   *
   * @param goOn whether to claim; else the lane is left due
   */
  Optional<Claim> next(Claim claim, boolean goOn) {
    List<String> buried = new ArrayList<>();
    Optional<Claim> next =
        again(() ->
            own.execute(status -> {
              buried.clear();
              long now = now();
              if (!giveBack(claim, now)) {
                return Optional.<Claim>empty();
              }
              if (goOn) {
                return claim(claim.lane(), now, buried);
              }
              if (first(claim.lane()) == null) {
                settle(claim.lane(), null);
              }
              return Optional.<Claim>empty();
            }));
    buried.forEach(listener::died);
    return next;
  }

  /** Holds the lane, from now to the end of the transaction. False when it is another's now. */
  private boolean giveBack(Claim claim, long dueAt) {
    return jdbc.sql(
                "UPDATE xiaoer_inbox_lane SET claim = NULL, due_at = ? WHERE lane = ? AND claim = ?")
            .params(dueAt, claim.lane(), claim.token())
            .update()
        == 1;
  }

  /** What follows from a failed attempt. */
  sealed interface Failed {
    /** It comes again after this pause. */
    record Again(Duration pause) implements Failed {}

    /** It was the last one: the message is a dead letter. */
    record Dead() implements Failed {}
  }

  /** Notes that the handler has failed. Changes nothing where somebody has taken over. */
  Failed failed(Claim claim, String error) {
    int attempt = claim.row().attempt();
    boolean last = retries.isLast(attempt);
    Duration pause = last ? Duration.ZERO : retries.pauseAfter(attempt);
    again(() ->
        own.execute(status -> {
          if (giveBack(claim, now() + pause.toMillis())) {
            jdbc.sql(
                    """
                    UPDATE xiaoer_inbox SET claim = NULL, state = ?, error = ?
                    WHERE id = ? AND claim = ? AND state = 'waiting'
                    """)
                .params(
                    last ? State.DEAD : State.WAITING,
                    bounded(error),
                    claim.row().id(),
                    claim.token())
                .update();
          }
          return true;
        }));
    if (last) {
      listener.died(claim.row().shop());
      return new Failed.Dead();
    }
    listener.failed(claim.row().shop());
    return new Failed.Again(pause);
  }

  /** Gives back what this instance has no time for any more; the attempt does not count. */
  void putBack(Claim claim) {
    again(() ->
        own.execute(status -> {
          if (giveBack(claim, now())) {
            jdbc.sql(
                    """
                    UPDATE xiaoer_inbox SET claim = NULL, attempts = ?
                    WHERE id = ? AND claim = ? AND state = 'waiting'
                    """)
                .params(claim.row().attempt() - 1, claim.row().id(), claim.token())
                .update();
          }
          return true;
        }));
  }

  /** Says that the work with these goes on. */
  void renew(Collection<Claim> underWay) {
    if (underWay.isEmpty()) {
      return;
    }
    again(() ->
        own.execute(status -> {
          long until = now() + claimTime.toMillis();
          for (Claim claim : underWay) {
            jdbc.sql("UPDATE xiaoer_inbox_lane SET due_at = ? WHERE lane = ? AND claim = ?")
                .params(until, claim.lane(), claim.token())
                .update();
          }
          return true;
        }));
  }

  Duration claimTime() {
    return claimTime;
  }

  InboxListener listener() {
    return listener;
  }

  Instant instant() {
    return clock.instant();
  }

  /** How much there is to do, as it stands now. Counts rows: not for every request. */
  public InboxState state() {
    record Waiting(long count, @Nullable Long oldest) {}
    Waiting waiting =
        jdbc.sql(
                """
                SELECT COUNT(*) AS number, MIN(received_at) AS oldest
                FROM xiaoer_inbox WHERE state = 'waiting'
                """)
            .query((row, number) -> {
              long keptAt = row.getLong("oldest");
              Long oldestOrNull = row.wasNull() ? null : keptAt;
              return new Waiting(row.getLong("number"), oldestOrNull);
            })
            .single();
    long dead =
        jdbc.sql("SELECT COUNT(*) FROM xiaoer_inbox WHERE state = 'dead'")
            .query(Long.class)
            .single();
    Long oldest = waiting.oldest();
    return new InboxState(
        waiting.count(), oldest == null ? null : Instant.ofEpochMilli(oldest), dead);
  }

  /** Dead letters, the newest first, at most so many. */
  public List<DeadLetter> deadLetters(int max) {
    return jdbc.sql(
            """
            SELECT id, shop, event, msg_id, received_at, attempts, error FROM xiaoer_inbox
            WHERE state = 'dead' ORDER BY id DESC LIMIT ?
            """)
        .param(max)
        .query((row, number) ->
            new DeadLetter(
                row.getLong("id"),
                row.getString("shop"),
                row.getString("event"),
                row.getString("msg_id"),
                Instant.ofEpochMilli(row.getLong("received_at")),
                row.getInt("attempts"),
                text(row.getString("error"))))
        .list();
  }

  private static String text(@Nullable String column) {
    return column == null ? "" : column;
  }

  /**
   * Has a dead letter tried again, from the first attempt, before what waits behind it.
   *
   * @param id of the dead letter
   * @return false when there is no such one
   */
  public boolean requeue(long id) {
    boolean requeued =
        again(() ->
            own.execute(status -> {
              int changed =
                  jdbc.sql(
                          """
                          UPDATE xiaoer_inbox SET state = 'waiting', attempts = 0, error = NULL
                          WHERE id = ? AND state = 'dead'
                          """)
                      .param(id)
                      .update();
              if (changed == 0) {
                return false;
              }
              String lane =
                  jdbc.sql("SELECT lane FROM xiaoer_inbox WHERE id = ?")
                      .param(id)
                      .query(String.class)
                      .single();
              engine.wake(jdbc, lane, now());
              return true;
            }));
    if (requeued) {
      onStored.run();
    }
    return requeued;
  }

  /**
   * Deletes what is done with, handled messages and events that were for nobody. With them goes the
   * memory that they were pushed before.
   *
   * @param before those that were kept earlier than this; at least seven days ago
   * @return how many
   * @throws IllegalArgumentException when it is less than seven days ago
   */
  public int deleteHandled(Instant before) {
    if (before.isAfter(clock.instant().minus(KEYS_KEPT_MIN))) {
      throw new IllegalArgumentException(
          "before: " + before + " (expected: " + KEYS_KEPT_MIN.toDays() + " days ago or earlier)");
    }
    return again(() ->
        own.execute(status ->
            jdbc.sql(
                    "DELETE FROM xiaoer_inbox WHERE state IN ('handled', 'kept') AND received_at < ?")
                .param(before.toEpochMilli())
                .update()));
  }

  private long now() {
    return clock.millis();
  }

  private static String bounded(String error) {
    String storable = error.replace('\0', ' ');
    return storable.length() <= ERROR_CHARS_MAX ? storable : storable.substring(0, ERROR_CHARS_MAX);
  }

  /** Where two met at the same rows, one of them is told to begin anew. */
  private static <T> T again(Supplier<T> transaction) {
    for (int i = 1; ; i++) {
      try {
        return transaction.get();
      } catch (ConcurrencyFailureException met) {
        if (i == TRIES) {
          throw met;
        }
      }
    }
  }
}
