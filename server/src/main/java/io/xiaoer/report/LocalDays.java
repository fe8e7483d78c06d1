package io.xiaoer.report;

import io.xiaoer.hours.Span;
import io.xiaoer.store.Micros;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * The days and hours of a zone, and the part of each day that counts. A part that goes on after
 * midnight belongs to the day on which it begins. Not for several threads: it remembers the offset
 * of the last moment that it was asked for.
 */
final class LocalDays {
  /** Of a moment that no day counts. */
  static final long NO_DAY = Long.MIN_VALUE;

  private static final long MINUTE = Micros.of(Duration.ofMinutes(1));
  private static final long HOUR = Micros.of(Duration.ofHours(1));
  private static final long DAY = Micros.of(Duration.ofDays(1));

  private final ZoneId zone;
  private final ZoneRules rules;
  private final long begin;
  private final long length;

  private long offset;
  private long offsetFrom = Long.MAX_VALUE;
  private long offsetTo = Long.MIN_VALUE;

  LocalDays(ZoneId zone, Span counted) {
    this.zone = zone;
    rules = zone.getRules();
    begin = counted.from() * MINUTE;
    length = (counted.to() - counted.from()) * MINUTE;
  }

  /** The day that counts a moment, in days since 1970; {@link #NO_DAY} when none does. */
  long day(long micros) {
    long sinceBegin = local(micros) - begin;
    return Math.floorMod(sinceBegin, DAY) < length ? Math.floorDiv(sinceBegin, DAY) : NO_DAY;
  }

  /** From 0 to 23. */
  int hour(long micros) {
    return (int) (Math.floorMod(local(micros), DAY) / HOUR);
  }

  /** 0 is Monday. */
  int weekday(long micros) {
    return Math.floorMod(Math.floorDiv(local(micros), DAY) + 3, 7); // 1970 began on a Thursday.
  }

  /** The next full hour after a moment. */
  long nextHour(long micros) {
    return micros + HOUR - Math.floorMod(local(micros), HOUR);
  }

  /** When the part of a day that counts begins. */
  Instant begin(LocalDate day) {
    return day.atStartOfDay().plusSeconds(begin / 1_000_000).atZone(zone).toInstant();
  }

  /** The next midnight after a moment. */
  long nextMidnight(long micros) {
    LocalDate next = LocalDate.ofEpochDay(Math.floorDiv(local(micros), DAY)).plusDays(1);
    return Micros.of(next.atStartOfDay(zone).toInstant());
  }

  private long local(long micros) {
    if (micros < offsetFrom || micros >= offsetTo) {
      Instant moment = Micros.instant(micros);
      offset = rules.getOffset(moment).getTotalSeconds() * 1_000_000L;
      offsetFrom = edge(rules.previousTransition(moment.plusNanos(1)), Long.MIN_VALUE);
      offsetTo = edge(rules.nextTransition(moment), Long.MAX_VALUE);
    }
    return micros + offset;
  }

  private static long edge(@Nullable ZoneOffsetTransition transition, long none) {
    return transition == null ? none : Micros.of(transition.getInstant());
  }
}
