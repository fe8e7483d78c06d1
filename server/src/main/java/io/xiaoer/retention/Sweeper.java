package io.xiaoer.retention;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.cluster.Lease;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.cluster.WakeUp;
import io.xiaoer.retention.AgedContent.Part;
import io.xiaoer.retention.AgedContent.Piece;
import io.xiaoer.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old, a small piece at a time, on the node that holds the lease: at once when
 * rules have changed, and then every night. A piece and the note of how far the sweep has come are
 * one transaction, so a process may die between any two; what a piece does outside of it, it does
 * once more.
 */
final class Sweeper {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  /** A push waits for one transaction of so many at most, some milliseconds. */
  static final int PIECE = 200;

  /** Of the time, for one part that a sweep takes, also where no pushes come. */
  private static final int PARTS_LEFT = 2;

  private static final Duration LEAVE_MAX = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration FLOORS_COUNT = Duration.ofSeconds(5);

  /** When the fewest write. */
  private static final LocalTime NIGHTLY = LocalTime.of(4, 0);

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private final Database database;
  private final Map<Part, AgedContent> contents;
  private final List<NeedsContent> needing;
  private final LeavesRoom room;
  private final Lease lease;
  private final InstantSource clock;
  private final WakeUp wakeUp = new WakeUp();

  /** Of the worker's thread. */
  private Floors floors = new Floors(Map.of());

  private long floorsAtNanos;
  private boolean floorsKnown;

  Sweeper(
      Database database,
      List<AgedContent> contents,
      List<NeedsContent> needing,
      LeavesRoom room,
      Lease lease,
      NodeSignals signals,
      InstantSource clock) {
    this.database = database;
    this.contents = byPart(contents);
    this.needing = List.copyOf(needing);
    this.room = room;
    this.lease = lease;
    this.clock = clock;
    signals.onRing(Topic.RETENTION, _ -> wakeUp.raise());
  }

  static Map<Part, AgedContent> byPart(List<AgedContent> contents) {
    Map<Part, AgedContent> byPart = new EnumMap<>(Part.class);
    contents.forEach(one -> byPart.put(one.part(), one));
    return byPart;
  }

  void step() throws InterruptedException {
    if (!lease.held()) {
      lease.await(IDLE);
      return;
    }
    Optional<Sweep> open = database.read(RetentionTable::open);
    if (open.isPresent()) {
      long began = System.nanoTime();
      room.run(() -> advance(open.get()));
      Duration worked = Duration.ofNanos(System.nanoTime() - began).multipliedBy(PARTS_LEFT);
      Thread.sleep(worked.compareTo(LEAVE_MAX) > 0 ? LEAVE_MAX : worked);
      return;
    }
    Instant now = clock.instant();
    Optional<Instant> due =
        database.read(jdbc ->
            RetentionTable.changedAt(jdbc)
                .map(changed -> due(changed, RetentionTable.lastBegun(jdbc))));
    if (due.isEmpty() || due.get().isAfter(now)) {
      wakeUp.await(
          due.map(at -> Duration.between(now, at))
              .filter(until -> until.compareTo(IDLE) < 0)
              .orElse(IDLE));
      return;
    }
    begin();
  }

  /** At once after a change, and every night. */
  static Instant due(Instant changed, Optional<Instant> lastBegun) {
    if (lastBegun.isEmpty() || !changed.isBefore(lastBegun.get())) {
      return changed;
    }
    ZonedDateTime last = lastBegun.get().atZone(SHANGHAI);
    ZonedDateTime night = last.with(NIGHTLY);
    return (night.isAfter(last) ? night : night.plusDays(1)).toInstant();
  }

  void begin() {
    database.write(jdbc -> {
      lease.check(jdbc);
      Rules rules = RetentionTable.rules(jdbc);
      RetentionTable.begin(
          jdbc,
          contents.keySet().stream().filter(part -> rules.of(part.kind()).isPresent()).toList(),
          clock.instant());
      return true;
    });
  }

  /** Does the next piece of the first place that is not done, or ends the sweep. */
  void advance(Sweep sweep) {
    Optional<Sweep.Step> next = sweep.steps().stream().filter(step -> !step.done()).findFirst();
    if (next.isEmpty()) {
      finish(sweep);
      return;
    }
    Sweep.Step step = next.get();
    AgedContent content = contents.get(step.part());
    Optional<Instant> before =
        database.read(RetentionTable::rules).before(step.part().kind(), sweep.begunAt());
    if (content == null || before.isEmpty()) { // Its rule was taken away meanwhile.
      write(sweep, step, ended(step));
      return;
    }
    Piece piece =
        content.find(floors().under(step.part().kind(), before.get()), step.place(), PIECE);
    piece.prepare();
    Sweep.Step after =
        new Sweep.Step(
            step.part(),
            step.amount().plus(piece.amount()),
            step.held() + piece.held(),
            piece.place(),
            piece.isLast());
    database.write(jdbc -> {
      lease.check(jdbc);
      if (RetentionTable.advanced(jdbc, sweep.id(), step, after)) {
        piece.delete(jdbc);
        if (after.held() == 0) {
          RetentionTable.setPlace(jdbc, step.part(), after.place());
        }
      }
      return true;
    });
  }

  private void write(Sweep sweep, Sweep.Step before, Sweep.Step after) {
    database.write(jdbc -> {
      lease.check(jdbc);
      return RetentionTable.advanced(jdbc, sweep.id(), before, after);
    });
  }

  private static Sweep.Step ended(Sweep.Step step) {
    return new Sweep.Step(step.part(), step.amount(), step.held(), step.place(), true);
  }

  private Floors floors() {
    if (!floorsKnown || System.nanoTime() - floorsAtNanos > FLOORS_COUNT.toNanos()) {
      floors = Floors.of(needing);
      floorsAtNanos = System.nanoTime();
      floorsKnown = true;
    }
    return floors;
  }

  private void finish(Sweep sweep) {
    for (Sweep.Step step : sweep.steps()) {
      if (step.amount().count() > 0) {
        Objects.requireNonNull(contents.get(step.part())).giveBack(step.amount().bytes());
      }
    }
    String deleted =
        sweep.steps().stream()
            .filter(step -> step.amount().count() > 0)
            .map(step -> step.part().word() + " " + step.amount().count())
            .collect(Collectors.joining(", "));
    database.write(jdbc -> {
      lease.check(jdbc);
      Instant now = clock.instant();
      RetentionTable.finished(jdbc, sweep.id(), now);
      if (!deleted.isEmpty()) {
        Audit.note(jdbc, now, "", AuditAction.RETENTION_SWEPT, "sweep " + sweep.id(), deleted);
      }
      return true;
    });
    if (!deleted.isEmpty()) {
      log.info("retention: sweep {} is done: {}", sweep.id(), deleted);
    }
  }
}
