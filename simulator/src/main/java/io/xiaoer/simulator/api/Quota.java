package io.xiaoer.simulator.api;

import io.xiaoer.simulator.error.ApiError;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls per shop and API. The platform's figures are published for stable_token only; the same are
 * used for all.
 */
final class Quota {
  static final int A_MINUTE_MAX = 10_000;
  static final int A_DAY_MAX = 500_000;
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  private record Key(String shop, String path) {}

  private record Used(long minute, int inMinute, LocalDate day, int inDay) {}

  private final InstantSource clock;
  private final Map<Key, Used> used = new HashMap<>();

  Quota(InstantSource clock) {
    this.clock = clock;
  }

  /** Books one call; the error if there was no room for it. */
  synchronized Optional<ApiError> book(String shop, String path) {
    Instant now = clock.instant();
    long minute = now.getEpochSecond() / 60;
    LocalDate day = LocalDate.ofInstant(now, SHANGHAI);
    Used before = used.getOrDefault(new Key(shop, path), new Used(minute, 0, day, 0));
    int inMinute = before.minute() == minute ? before.inMinute() : 0;
    int inDay = before.day().equals(day) ? before.inDay() : 0;
    if (inDay >= A_DAY_MAX) {
      return Optional.of(ApiError.DAY_QUOTA);
    }
    if (inMinute >= A_MINUTE_MAX) {
      return Optional.of(ApiError.MINUTE_QUOTA);
    }
    used.put(new Key(shop, path), new Used(minute, inMinute + 1, day, inDay + 1));
    return Optional.empty();
  }

  /** When a day's quota begins anew. */
  Instant midnight() {
    return LocalDate.ofInstant(clock.instant(), SHANGHAI)
        .plusDays(1)
        .atStartOfDay(SHANGHAI)
        .toInstant();
  }
}
