package io.xiaoer.media;

import io.xiaoer.media.MediaItem.Reason;
import io.xiaoer.sdk.api.DownloadOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What follows when a file was not got. Pure: it reads no clock, draws no lots and calls nobody.
 *
 * <p>How long the platform keeps what customers send is not published. So the first tries come
 * within seconds, and the last after a week: no file that can still be had is given up for a bad
 * evening.
 */
final class FetchPolicy {
  static final Duration TRIED_FOR_MAX = Duration.ofDays(7);

  /** A file may be told of a moment before it is there. */
  private static final Duration GONE_DOUBT = Duration.ofMinutes(10);

  private static final Duration REFUSED_DOUBT = Duration.ofHours(6);
  private static final Duration DISK_PAUSE_MAX = Duration.ofMinutes(1);

  /** Some setting of the shop must be corrected first, or its allowance be renewed. */
  private static final Duration SHOP_PAUSE_MIN = Duration.ofMinutes(1);

  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(20),
          Duration.ofMinutes(40),
          Duration.ofHours(1),
          Duration.ofHours(2));

  /** So much longer at most, so that what failed together does not come back together. */
  private static final double JITTER = 0.3;

  private FetchPolicy() {}

  /** The next step of a fetch. */
  sealed interface Next {
    record Again(Instant at) implements Next {}

    /** Once more at {@code until}, and no other file of the shop before that. */
    record Hold(Instant until) implements Next {}

    record Failed(Reason reason) implements Next {}
  }

  /**
   * What follows an outcome without a file.
   *
   * @param attempts including the one that was made
   * @param chance from 0 to 1, drawn by lot
   */
  static Next after(
      DownloadOutcome outcome, int attempts, Instant firstTryAt, Instant now, double chance) {
    Next again = new Next.Again(now.plus(pause(attempts, chance)));
    Duration triedFor = Duration.between(firstTryAt, now);
    return switch (outcome) {
      case DownloadOutcome.Downloaded _ ->
          throw new IllegalArgumentException("there is a file, so nothing is left to be done");
      case DownloadOutcome.Gone _ ->
          triedFor.compareTo(GONE_DOUBT) < 0 ? again : new Next.Failed(Reason.GONE);
      case DownloadOutcome.Refused(var error) when error.concernsWholeShop() ->
          triedFor.compareTo(TRIED_FOR_MAX) < 0
              ? new Next.Hold(now.plus(shopPause(attempts, chance)))
              : new Next.Failed(Reason.REFUSED);
      case DownloadOutcome.Refused _ ->
          triedFor.compareTo(REFUSED_DOUBT) < 0 ? again : new Next.Failed(Reason.REFUSED);
      case DownloadOutcome.NotAllowed _ -> new Next.Failed(Reason.REFUSED);
      case DownloadOutcome.TooLarge _ -> new Next.Failed(Reason.TOO_LARGE);
      // Our own trouble is no reason ever to give a customer's file up.
      case DownloadOutcome.NotKept _ -> new Next.Again(now.plus(diskPause(attempts, chance)));
      case DownloadOutcome.Unknown _ ->
          triedFor.compareTo(TRIED_FOR_MAX) < 0 ? again : new Next.Failed(Reason.UNREACHABLE);
    };
  }

  /** How long to wait after so many attempts. */
  static Duration pause(int attempts, double chance) {
    Duration pause = PAUSES.get(Math.clamp(attempts - 1L, 0, PAUSES.size() - 1));
    return pause.plusMillis((long) (pause.toMillis() * JITTER * chance));
  }

  private static Duration shopPause(int attempts, double chance) {
    Duration pause = pause(attempts, chance);
    return pause.compareTo(SHOP_PAUSE_MIN) < 0 ? SHOP_PAUSE_MIN : pause;
  }

  private static Duration diskPause(int attempts, double chance) {
    Duration pause = pause(attempts, chance);
    return pause.compareTo(DISK_PAUSE_MAX) > 0 ? DISK_PAUSE_MAX : pause;
  }
}
