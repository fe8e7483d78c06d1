package io.xiaoer.hours;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a shop is open at a moment, and why.
 *
 * @param until when that changes; null when it does not within a year
 * @param text the name of the holiday, or what was written beside the exception
 * @param calendarMissing the year of the moment when its holidays would count and are not known
 */
public record OpeningState(
    boolean open,
    @Nullable Instant until,
    Because because,
    @Nullable String text,
    @Nullable Integer calendarMissing) {

  /** What decided. */
  public enum Because {
    WEEKLY,
    HOLIDAY,
    MAKE_UP_WORKDAY,
    EXCEPTION
  }
}
