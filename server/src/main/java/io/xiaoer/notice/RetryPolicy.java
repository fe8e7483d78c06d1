package io.xiaoer.notice;

import io.xiaoer.notice.NoticeTable.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What follows from an attempt that was not taken. Pure. */
final class RetryPolicy {
  /** Later nobody is helped by it; what goes on is said by the next step of the ladder. */
  static final int ATTEMPTS_MAX = 6;

  /** Of an attempt that nothing is known of: the process died, and the message may have left. */
  static final Duration AFTER_CRASH = Duration.ofSeconds(30);

  private static final Duration PAUSE_MIN = Duration.ofSeconds(10);
  private static final int DOUBLINGS_MAX = 5;

  private RetryPolicy() {}

  /** What is done next. */
  sealed interface Next {
    record Settled(NoticeTable.State state) implements Next {}

    record Again(long channelId, Instant at) implements Next {}
  }

  /**
   * Another channel is tried at once, the same one after a while. A weekly test is of its own
   * channel only.
   *
   * @param channels as they are after the attempt
   * @param attempts with this one
   */
  static Next after(
      Outcome outcome,
      Purpose purpose,
      long channelId,
      int attempts,
      List<Channel> channels,
      Instant now) {
    if (outcome instanceof Outcome.Delivered) {
      return new Next.Settled(NoticeTable.State.DELIVERED);
    }
    if (outcome instanceof Outcome.Gone) {
      return new Next.Settled(NoticeTable.State.DROPPED);
    }
    if (attempts >= ATTEMPTS_MAX) {
      return new Next.Settled(NoticeTable.State.FAILED);
    }
    long next =
        switch (purpose) {
          case SELF_TEST -> channelId;
          case WORK -> Ring.after(channels, channelId, now).map(Channel::id).orElse(channelId);
        };
    if (next != channelId) {
      return new Next.Again(next, now);
    }
    Instant at = now.plus(PAUSE_MIN.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX)));
    return new Next.Again(
        next,
        outcome instanceof Outcome.Throttled(Duration silence, String _)
                && now.plus(silence).isAfter(at)
            ? now.plus(silence)
            : at);
  }
}
