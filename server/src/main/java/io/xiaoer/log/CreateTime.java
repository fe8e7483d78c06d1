package io.xiaoer.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the platform's {@code CreateTime} can be true. A message of 1970 would be too late to
 * answer, and one of tomorrow could be answered for longer than the platform takes answers. The log
 * keeps what came; everything that is worked out from it goes by the arrival instead.
 */
public final class CreateTime {
  /** The API is younger than this. */
  private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");

  /** By how much two clocks that somebody looks after may differ. */
  private static final Duration AHEAD_MAX = Duration.ofMinutes(5);

  private CreateTime() {}

  /**
   * Empty when it is missing or cannot be true. A push that is hours late is usual: it was retried.
   *
   * @param seconds since 1970
   */
  public static Optional<Instant> believed(@Nullable Long seconds, Instant receivedAt) {
    if (seconds == null
        || seconds < FIRST.getEpochSecond()
        || seconds > receivedAt.plus(AHEAD_MAX).getEpochSecond()) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochSecond(seconds));
  }
}
