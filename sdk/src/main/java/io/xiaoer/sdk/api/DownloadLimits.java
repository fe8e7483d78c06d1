package io.xiaoer.sdk.api;

import java.time.Duration;

/**
 * How much a download may take.
 *
 * @param bytesMax of the body; what is longer is given up as soon as that is known
 * @param deadline of the whole: redirects, the last byte, and the sink's own writing
 */
public record DownloadLimits(long bytesMax, Duration deadline) {
  /**
   * Limits.
   *
   * @throws IllegalArgumentException when one of them is not above zero
   */
  public DownloadLimits {
    if (bytesMax <= 0) {
      throw new IllegalArgumentException("bytes: at most " + bytesMax + " (expected: above zero)");
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException("deadline: " + deadline + " (expected: above zero)");
    }
  }
}
