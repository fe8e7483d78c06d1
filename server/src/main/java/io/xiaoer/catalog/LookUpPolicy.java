package io.xiaoer.catalog;

import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.LookUp;
import io.xiaoer.sdk.api.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** What follows from a look-up. Pure: it reads no clock and calls nobody. */
final class LookUpPolicy {
  /** From here on the card says that it failed, though it is tried on. */
  static final int ATTEMPTS_PENDING_MAX = 3;

  static final int ATTEMPTS_MAX = 10;
  private static final Duration PAUSE_MIN = Duration.ofSeconds(2);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(30);

  /** A setting must be corrected first; what a person asks for is looked up sooner. */
  private static final Duration MISCONFIGURED_PAUSE = Duration.ofMinutes(10);

  /** Quotas of the day end at midnight in Shanghai. */
  private static final ZoneId PLATFORM_ZONE = ZoneId.of("Asia/Shanghai");

  private LookUpPolicy() {}

  /** The next step. */
  sealed interface Next<T> {
    /** The platform has told. */
    record Known<T>(T value) implements Next<T> {}

    /** It ends here, without an answer. */
    record End<T>(Reason reason) implements Next<T> {}

    /** Once more at {@code at}; until then the card is failed or pending. */
    record Again<T>(Reason reason, boolean failed, Instant at) implements Next<T> {}

    /** Nothing of this shop before {@code until}. */
    record Hold<T>(Instant until) implements Next<T> {}

    /** Nothing of this shop before {@code until}, and the card says why. */
    record Barred<T>(Reason reason, Instant until) implements Next<T> {}
  }

  /** Why a look-up gave nothing. */
  enum Reason {
    /** The platform knows no such thing, or not for this shop. */
    ABSENT,
    REFUSED,
    /** The address this server calls from, a permission, or appid and secret. */
    NOT_AUTHORISED,
    UNREACHABLE,
    /** The shop is no longer configured here. */
    NO_SHOP
  }

  /** {@code attempts} counts the one that ended with {@code outcome}. */
  static <T> Next<T> after(int attempts, LookUp<T> outcome, Instant now) {
    return switch (outcome) {
      case LookUp.Found<T>(T value) -> new Next.Known<>(value);
      case LookUp.Absent<T> _ -> new Next.End<>(Reason.ABSENT);
      case LookUp.Failed<T>(Failure why) -> failed(attempts, why, now);
    };
  }

  private static <T> Next<T> failed(int attempts, Failure why, Instant now) {
    return switch (why) {
      case Failure.Refused _ -> new Next.End<>(Reason.REFUSED);
      case Failure.Throttled throttled -> new Next.Hold<>(end(throttled.scope(), now));
      case Failure.Misconfigured _ ->
          attempts < ATTEMPTS_MAX
              ? new Next.Barred<>(Reason.NOT_AUTHORISED, now.plus(MISCONFIGURED_PAUSE))
              : new Next.End<>(Reason.NOT_AUTHORISED);
      case Failure.Busy _, Failure.NotSent _, Failure.Unknown _ ->
          attempts < ATTEMPTS_MAX
              ? new Next.Again<>(
                  Reason.UNREACHABLE, attempts >= ATTEMPTS_PENDING_MAX, now.plus(pause(attempts)))
              : new Next.End<>(Reason.UNREACHABLE);
    };
  }

  /** 2, 8, 32, … seconds, at most half an hour. */
  private static Duration pause(int attempts) {
    Duration pause = PAUSE_MIN.multipliedBy(1L << (2 * Math.min(attempts - 1, 10)));
    return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
  }

  private static Instant end(Scope scope, Instant now) {
    ZonedDateTime there = now.atZone(PLATFORM_ZONE);
    return switch (scope) {
      case MINUTE -> there.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1).toInstant();
      case DAY -> there.truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
    };
  }
}
