package io.xiaoer.cluster;

import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The time of the machine that PostgreSQL runs on, for all nodes. What one node writes as due,
 * another compares with its own time; were each to use the clock of its machine, an answer taken by
 * a fast one would leave late by the difference.
 *
 * <p>Between two questions it goes by the machine's clock. The answer is as exact as its journey is
 * short, and one that took long is not used.
 */
public final class DatabaseClock implements InstantSource, SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);

  private static final Duration ASK_EVERY = Duration.ofSeconds(10);
  private static final Duration JOURNEY_MAX = Duration.ofMillis(250);
  private static final int FIRST_QUESTIONS = 3;

  /** Less than this is what a journey makes of it, or not worth a leap. */
  private static final Duration DIFFERENCE_MIN = Duration.ofMillis(50);

  /** Worth a line in the log, since the rest of this machine has the wrong time. */
  private static final Duration DIFFERENCE_TOLD = Duration.ofSeconds(2);

  private final InstantSource machine;
  private final Database database;
  private final Worker worker;

  /** What to add to the machine's time. */
  private volatile Duration difference = Duration.ZERO;

  /** Asks at once, so that the first time it gives is right. */
  public DatabaseClock(InstantSource machine, Database database) {
    this.machine = machine;
    this.database = database;
    worker =
        new Worker(
            "clock",
            "clock: the database's time is not known anew",
            () -> {
              Thread.sleep(ASK_EVERY);
              use(ask());
            });
    Answer best = ask();
    for (int i = 1; i < FIRST_QUESTIONS; i++) {
      Answer next = ask();
      best = next.journey.compareTo(best.journey) < 0 ? next : best;
    }
    difference = best.difference;
    tell();
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(difference).truncatedTo(ChronoUnit.MICROS);
  }

  private record Answer(Duration difference, Duration journey) {}

  private Answer ask() {
    return database.read(jdbc -> {
      Instant before = machine.instant();
      long theirs =
          jdbc.sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
              .query(Long.class)
              .single();
      Duration journey = Duration.between(before, machine.instant());
      Instant halfWay = before.plus(journey.dividedBy(2));
      return new Answer(Duration.between(halfWay, Micros.instant(theirs)), journey);
    });
  }

  private void use(Answer answer) {
    boolean exact = !answer.journey.isNegative() && answer.journey.compareTo(JOURNEY_MAX) < 0;
    Duration change = answer.difference.minus(difference).abs();
    if (exact && change.compareTo(DIFFERENCE_MIN) > 0) {
      difference = answer.difference;
      tell();
    }
  }

  private void tell() {
    if (difference.abs().compareTo(DIFFERENCE_TOLD) > 0) {
      log.warn(
          "clock: this machine's clock differs from the database's by {} s; the database's time is"
              + " used (is NTP running on both?)",
          difference.toSeconds());
    }
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
}
