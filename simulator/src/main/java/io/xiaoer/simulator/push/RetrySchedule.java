package io.xiaoer.simulator.push;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a failed push is tried again.
 *
 * <p>The gaps are published for sister events of the same push system
 * (developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption); the page on customer
 * messages says only ten tries in about three and a half hours, which they fit. That a gap counts
 * from the failure before it, not from that push's beginning, is a guess.
 */
public final class RetrySchedule {
  static final List<Duration> GAPS =
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

  private final double timeScale;

  /**
   * @param timeScale how many times faster than published; 600 makes an hour six seconds
   */
  public RetrySchedule(double timeScale) {
    this.timeScale = timeScale;
  }

  /** When the next push is due; empty when the last one was the last. */
  Optional<Instant> next(int pushesMade, Instant failedAt) {
    if (pushesMade > GAPS.size()) {
      return Optional.empty();
    }
    Duration gap = GAPS.get(pushesMade - 1);
    return Optional.of(failedAt.plusNanos((long) (gap.toNanos() / timeScale)));
  }
}
