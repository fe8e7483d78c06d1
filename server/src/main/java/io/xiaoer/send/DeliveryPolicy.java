package io.xiaoer.send;

import io.xiaoer.conversation.Message.SendError;
import io.xiaoer.conversation.SendState;
import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.Scope;
import io.xiaoer.sdk.api.SendOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What follows for an answer from the outcome of an attempt. Pure: it reads no clock, throws no
 * dice and calls nobody.
 *
 * <p>An attempt of which nothing is known is made again with the same request_id, by which the
 * platform de-duplicates; how long it remembers one is not published, so after {@link #TRYING_MAX}
 * a person decides. What surely did not arrive is tried for as long, and has failed then.
 *
 * <p>Doubt does not pass: once the platform may have an answer, only its own word that it has it
 * ends well. A later refusal may be of the repetition alone, since what a repetition is answered is
 * not published either.
 */
final class DeliveryPolicy {
  static final Duration TRYING_MAX = Duration.ofMinutes(5);
  static final Duration PAUSE_MIN = Duration.ofSeconds(1);
  static final Duration PAUSE_MAX = Duration.ofSeconds(30);

  private DeliveryPolicy() {}

  /** The next step of a delivery. */
  sealed interface Next {
    record Accepted(String msgId) implements Next {}

    /** It ends here in {@code state}, FAILED or UNKNOWN. */
    record End(SendState state, SendError error) implements Next {}

    /**
     * Once more at {@code at}; until then it shows {@code state}.
     *
     * @param setbacks for the length of the next pause
     * @param tryingSince null when time stands still with the shop's sending
     */
    record Again(
        SendState state,
        SendError error,
        Instant at,
        int setbacks,
        @Nullable Instant tryingSince,
        @Nullable Instant doubtSince)
        implements Next {}
  }

  /**
   * @param jitter from 0 to 1, so that those who failed together do not return together
   */
  static Next after(Delivery delivery, SendOutcome outcome, Instant now, double jitter) {
    Instant before = delivery.doubtSince();
    return switch (outcome) {
      case SendOutcome.Accepted(String msgId) -> new Next.Accepted(msgId);
      case SendOutcome.Refused(ApiError error) -> end(before, said(error));
      case SendOutcome.Busy(ApiError error) -> later(delivery, before, said(error), now, jitter);
      case SendOutcome.NotSent(String cause) -> later(delivery, before, heard(cause), now, jitter);
      case SendOutcome.Unknown(String cause) ->
          later(delivery, before == null ? delivery.begunAt() : before, heard(cause), now, jitter);
      case SendOutcome.Throttled(ApiError error, Scope _) -> standStill(before, said(error), now);
      case SendOutcome.Misconfigured(ApiError error) -> standStill(before, said(error), now);
    };
  }

  /** When an answer in doubt comes to a person, whether it could be tried or not. */
  static Instant doubtEnds(Instant doubtSince) {
    return doubtSince.plus(TRYING_MAX);
  }

  /** What is said of it then. */
  static Next.End doubtEnded() {
    return end(
        Instant.EPOCH, heard("whether it arrived could not be found out within five minutes"));
  }

  private static Next.End end(@Nullable Instant doubtSince, SendError error) {
    return new Next.End(doubtSince == null ? SendState.FAILED : SendState.UNKNOWN, error);
  }

  private static Next later(
      Delivery delivery,
      @Nullable Instant doubtSince,
      SendError error,
      Instant now,
      double jitter) {
    Instant since = doubtSince == null ? delivery.tryingSince() : doubtSince;
    if (!now.isBefore(since.plus(TRYING_MAX))) {
      return end(doubtSince, error);
    }
    return new Next.Again(
        waiting(doubtSince),
        error,
        now.plus(pause(delivery.setbacks(), jitter)),
        delivery.setbacks() + 1,
        delivery.tryingSince(),
        doubtSince);
  }

  /** The whole shop waits: this answer is due as soon as it does not, and has lost no try. */
  private static Next standStill(@Nullable Instant doubtSince, SendError error, Instant now) {
    return doubtSince != null && !now.isBefore(doubtEnds(doubtSince))
        ? end(doubtSince, error)
        : new Next.Again(waiting(doubtSince), error, now, 0, null, doubtSince);
  }

  private static SendState waiting(@Nullable Instant doubtSince) {
    return doubtSince == null ? SendState.QUEUED : SendState.UNKNOWN;
  }

  /** 1, 2, 4, … seconds, at most 30, of which half is left to chance. */
  private static Duration pause(int setbacks, double jitter) {
    Duration whole = PAUSE_MIN.multipliedBy(1L << Math.min(setbacks, 10));
    Duration capped = whole.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : whole;
    return capped.minus(Duration.ofNanos((long) (capped.toNanos() / 2.0 * jitter)));
  }

  static SendError said(ApiError error) {
    return new SendError(error.errcode(), storable(error.errmsg()), storable(error.rid()));
  }

  /** Nothing came from the platform, so the code is 0 and the words are ours. */
  private static SendError heard(String cause) {
    return new SendError(0, storable(cause), "");
  }

  /** PostgreSQL takes every character but this one. */
  private static String storable(String text) {
    return text.replace('\0', ' ');
  }
}
