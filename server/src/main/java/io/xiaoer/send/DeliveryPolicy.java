package io.xiaoer.send;

import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.conversation.SendState;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the outcome of an attempt. Pure: it reads no clock and calls nobody.
 *
 * <p>An attempt of which nothing is known is made again with the same request_id, by which the
 * platform de-duplicates; how long it remembers one is not published, so after {@link #DOUBT_MAX} a
 * person decides.
 */
final class DeliveryPolicy {
  static final Duration DOUBT_MAX = Duration.ofMinutes(5);
  private static final int BUSY_ATTEMPTS_MAX = 8;
  private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  /** Quotas of the day end at midnight in Shanghai. */
  private static final ZoneId PLATFORM_ZONE = ZoneId.of("Asia/Shanghai");

  private DeliveryPolicy() {}

  /** The next step of a delivery. */
  sealed interface Next {
    record Accepted(String msgId) implements Next {}

    /** It ends here in {@code state}, FAILED or UNKNOWN. */
    record End(SendState state, SendError error) implements Next {}

    /** Once more at {@code at}; until then it shows {@code state}. */
    record Again(SendState state, @Nullable SendError error, Instant at) implements Next {}
  }

  static Next after(Delivery delivery, SendOutcome outcome, Instant now) {
    return switch (outcome) {
      case SendOutcome.Accepted(String msgId) -> new Next.Accepted(msgId);
      case SendOutcome.Refused(ApiError error) -> new Next.End(SendState.FAILED, said(error));
      case SendOutcome.Misconfigured(ApiError error) -> new Next.End(SendState.FAILED, said(error));
      case SendOutcome.Busy(ApiError error) ->
          delivery.attempts() < BUSY_ATTEMPTS_MAX
              ? new Next.Again(SendState.QUEUED, said(error), now.plus(pause(delivery)))
              : new Next.End(SendState.FAILED, said(error));
      case SendOutcome.Throttled(ApiError error, Scope scope) ->
          new Next.Again(SendState.QUEUED, said(error), end(scope, now));
      case SendOutcome.NotSent(String cause) ->
          inDoubtTooLong(delivery, now)
              ? new Next.End(SendState.FAILED, heard(cause))
              : new Next.Again(SendState.QUEUED, heard(cause), now.plus(pause(delivery)));
      case SendOutcome.Unknown(String cause) ->
          inDoubtTooLong(delivery, now)
              ? new Next.End(SendState.UNKNOWN, heard(cause))
              : new Next.Again(SendState.UNKNOWN, heard(cause), now.plus(pause(delivery)));
    };
  }

  private static boolean inDoubtTooLong(Delivery delivery, Instant now) {
    return !now.isBefore(delivery.firstTryAt().plus(DOUBT_MAX));
  }

  /** 1, 2, 4, … seconds, at most 30. */
  private static Duration pause(Delivery delivery) {
    int doublings = Math.min(delivery.attempts() - 1, 10);
    Duration pause = PAUSE_MIN.multipliedBy(1L << doublings);
    return pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
  }

  private static Instant end(Scope scope, Instant now) {
    ZonedDateTime there = now.atZone(PLATFORM_ZONE);
    return switch (scope) {
      case MINUTE -> there.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1).toInstant();
      case DAY -> there.truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
    };
  }

  private static SendError said(ApiError error) {
    return new SendError(error.errcode(), error.errmsg(), error.rid());
  }

  /** Nothing came from the platform, so the code is 0 and the words are ours. */
  private static SendError heard(String cause) {
    return new SendError(0, cause, "");
  }
}
