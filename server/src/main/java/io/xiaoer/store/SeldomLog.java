package io.xiaoer.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * One place of the log where the same trouble may be met many times a second: says it at most once
 * in {@link #EVERY}, and how often it was met meanwhile. A full disk must not be filled further by
 * what is said about it. For the same reason trouble that goes on has its stack trace once, and
 * then a line.
 */
public final class SeldomLog {
  static final Duration EVERY = Duration.ofSeconds(10);

  /** Trouble that was not met for so long is told as new when it comes back. */
  static final Duration OVER_AFTER = Duration.ofMinutes(1);

  private final Logger log;
  private final Level level;
  private final LongSupplier nanos;
  private long saidAtNanos;
  private long metAtNanos;
  private long untold;
  private String traced = "";

  /** {@code nanos}: as {@link System#nanoTime}. */
  SeldomLog(Logger log, Level level, LongSupplier nanos) {
    this.log = log;
    this.level = level;
    this.nanos = nanos;
    saidAtNanos = nanos.getAsLong() - EVERY.toNanos();
    metAtNanos = nanos.getAsLong() - OVER_AFTER.toNanos();
  }

  public static SeldomLog warnings(Logger log) {
    return new SeldomLog(log, Level.WARN, System::nanoTime);
  }

  public static SeldomLog errors(Logger log) {
    return new SeldomLog(log, Level.ERROR, System::nanoTime);
  }

  public void say(String what) {
    say(what, null);
  }

  /** {@code thrown}: with its stack trace where that is not in the log already. */
  public void say(String what, @Nullable Throwable thrown) {
    Line line = due(what, thrown);
    if (line != null) {
      log.atLevel(level).setCause(line.thrown).log(line.text);
    }
  }

  private record Line(String text, @Nullable Throwable thrown) {}

  private synchronized @Nullable Line due(String what, @Nullable Throwable thrown) {
    long now = nanos.getAsLong();
    boolean goesOn = now - metAtNanos < OVER_AFTER.toNanos();
    metAtNanos = now;
    long sinceSaid = now - saidAtNanos;
    if (sinceSaid < EVERY.toNanos()) {
      untold++;
      return null;
    }
    StringBuilder text = new StringBuilder(what);
    Throwable trace = null;
    if (thrown != null) {
      String kind = kind(thrown);
      if (goesOn && kind.equals(traced)) {
        text.append(": ").append(thrown);
      } else {
        trace = thrown;
        traced = kind;
      }
    }
    if (untold > 0) {
      text.append(
          " (%s more in the last %s s)"
              .formatted(untold, TimeUnit.NANOSECONDS.toSeconds(sinceSaid)));
    }
    saidAtNanos = now;
    untold = 0;
    return new Line(text.toString(), trace);
  }

  /** What was thrown and where; another trouble at the same place of the log is told in full. */
  private static String kind(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown.getClass().getName() + (trace.length == 0 ? "" : " " + trace[0]);
  }
}
