package io.xiaoer.send;

import io.xiaoer.log.TestCustomers;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.send.ShopSendState.Open;
import io.xiaoer.send.ShopSendState.Paused;
import io.xiaoer.send.ShopSendState.Reason;
import io.xiaoer.send.ShopSendState.Stopped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/** What follows for a whole shop from the outcome of one attempt. Pure. */
final class SendingPolicy {
  private static final Duration TRIAL_PAUSE_MIN = Duration.ofSeconds(30);
  private static final Duration TRIAL_PAUSE_MAX = Duration.ofMinutes(5);

  /** Quotas of the day end at midnight in Shanghai. */
  private static final ZoneId PLATFORM_ZONE = ZoneId.of("Asia/Shanghai");

  private SendingPolicy() {}

  /**
   * @param begunAt of the attempt; one that began before the present state did tells nothing new
   * @param jitter from 0 to 1
   */
  static ShopSendState after(
      ShopSendState before, SendOutcome outcome, Instant begunAt, Instant now, double jitter) {
    return switch (outcome) {
      // The platform was not asked.
      case SendOutcome.Refused(ApiError error) when error.errcode() == TestCustomers.ERRCODE ->
          before;
      case SendOutcome.Accepted _, SendOutcome.Refused _ ->
          isNews(before, begunAt) ? new Open() : before;
      case SendOutcome.Throttled(ApiError error, Scope scope) ->
          throttled(before, error, scope, begunAt, now);
      case SendOutcome.Misconfigured(ApiError error) ->
          misconfigured(before, error, begunAt, now, jitter);
      // Of the shop these say nothing; a trial that ends so is made again.
      case SendOutcome.Busy _, SendOutcome.NotSent _, SendOutcome.Unknown _ -> before;
    };
  }

  /** The state as time alone has made it. */
  static ShopSendState at(ShopSendState state, Instant now) {
    return state instanceof Paused paused && !now.isBefore(paused.until()) ? new Open() : state;
  }

  /** A trial begins: the next one comes later, whatever becomes of this one and of this process. */
  static Stopped trialBegins(Stopped stopped, Instant now, double jitter) {
    return new Stopped(
        stopped.reason(),
        stopped.error(),
        stopped.since(),
        now.plus(trialPause(stopped.trials() + 1, jitter)),
        stopped.trials() + 1);
  }

  /** Somebody says that it is mended. */
  static ShopSendState tryNow(ShopSendState state, Instant now) {
    return switch (state) {
      case Open open -> open;
      case Paused _ -> new Open();
      case Stopped stopped ->
          new Stopped(stopped.reason(), stopped.error(), stopped.since(), now, 0);
    };
  }

  private static boolean isNews(ShopSendState before, Instant begunAt) {
    return switch (before) {
      case Open _ -> true;
      case Paused paused -> !begunAt.isBefore(paused.since());
      case Stopped stopped -> !begunAt.isBefore(stopped.since());
    };
  }

  private static ShopSendState throttled(
      ShopSendState before, ApiError error, Scope scope, Instant begunAt, Instant now) {
    Reason reason =
        switch (scope) {
          case MINUTE -> Reason.MINUTE_QUOTA;
          case DAY -> Reason.DAY_QUOTA;
        };
    Paused paused = new Paused(reason, DeliveryPolicy.said(error), now, end(scope, now));
    return switch (before) {
      case Open _ -> paused;
      // Those that were under way hear the same; the first to hear it is kept, and the longer one.
      case Paused already -> paused.until().isAfter(already.until()) ? paused : already;
      case Stopped stopped -> isNews(stopped, begunAt) ? paused : stopped;
    };
  }

  private static ShopSendState misconfigured(
      ShopSendState before, ApiError error, Instant begunAt, Instant now, double jitter) {
    Reason reason = reason(error);
    return switch (before) {
      case Open _, Paused _ ->
          new Stopped(reason, DeliveryPolicy.said(error), now, now.plus(trialPause(0, jitter)), 0);
      case Stopped stopped ->
          isNews(stopped, begunAt)
              ? new Stopped(
                  reason,
                  DeliveryPolicy.said(error),
                  stopped.since(),
                  stopped.nextTrialAt(),
                  stopped.trials())
              : stopped;
    };
  }

  private static Reason reason(ApiError error) {
    return switch (error.errcode()) {
      case 40164, 45035, 61004, ApiError.httpForbidden -> Reason.ADDRESS_NOT_ALLOWED;
      case 48001, 48004 -> Reason.NOT_AUTHORISED;
      default -> Reason.CREDENTIALS;
    };
  }

  private static Instant end(Scope scope, Instant now) {
    ZonedDateTime there = now.atZone(PLATFORM_ZONE);
    return switch (scope) {
      case MINUTE -> there.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1).toInstant();
      case DAY -> there.truncatedTo(ChronoUnit.DAYS).plusDays(1).toInstant();
    };
  }

  /** 30 seconds, 1, 2, 4, 5, 5, … minutes, of which a quarter is left to chance. */
  private static Duration trialPause(int trials, double jitter) {
    Duration whole = TRIAL_PAUSE_MIN.multipliedBy(1L << Math.min(trials, 10));
    Duration capped = whole.compareTo(TRIAL_PAUSE_MAX) > 0 ? TRIAL_PAUSE_MAX : whole;
    return capped.minus(Duration.ofNanos((long) (capped.toNanos() / 4.0 * jitter)));
  }
}
