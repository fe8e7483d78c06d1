package io.xiaoer.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a shop's pushes were not accepted, and what follows from the platform's published
 * schedule. Pure.
 *
 * <p>A push that fails is made again after 0 s, 0 s, 10 s, 1, 5, 30, 60, 60 and 60 minutes, and
 * then no more (the page on sister events; the page on customer messages says ten tries in about
 * three and a half hours). So nothing is lost while an outage is shorter than all of it together;
 * once it is over, what was missed has come after the longest pause at most.
 *
 * @param until null while it lasts
 * @param reason {@code down}, {@code not_durable}, {@code quarantine_full} or {@code refused}
 */
public record Outage(Instant since, @Nullable Instant until, String reason) {
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofMinutes(60),
          Duration.ofMinutes(60),
          Duration.ofMinutes(60));

  /** From a message's first push to its last. */
  static final Duration TRIES_SPAN = PAUSES.stream().reduce(Duration.ZERO, Duration::plus);

  static final Duration PAUSE_MAX = PAUSES.getLast();

  public boolean lasts() {
    return until == null;
  }

  /**
   * The hour on the clock: while it lasts, until when the first message missed is still pushed;
   * afterwards, until when the last of what was missed may still come. Empty when that is past.
   */
  public Optional<Instant> atRiskUntil(Instant now) {
    Instant end = until == null ? since.plus(TRIES_SPAN) : until.plus(PAUSE_MAX);
    return now.isBefore(end) ? Optional.of(end) : Optional.empty();
  }

  /**
   * Messages first pushed from {@link #since} up to here have had their last try while nothing was
   * accepted: those are gone. Empty while none can be.
   */
  public Optional<Instant> lostBefore(Instant now) {
    Instant lastOfTries = (until == null ? now : until).minus(TRIES_SPAN);
    return lastOfTries.isAfter(since) ? Optional.of(lastOfTries) : Optional.empty();
  }

  /** Two that touch or overlap are one. */
  Outage and(Outage other) {
    Instant begin = since.isBefore(other.since) ? since : other.since;
    Instant end =
        until == null || other.until == null
            ? null
            : until.isAfter(other.until) ? until : other.until;
    return new Outage(begin, end, reason);
  }
}
