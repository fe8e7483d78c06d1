package io.xiaoer.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** For how many days what is kept; a kind that is not in it is kept for ever. */
record Rules(Map<KeptKind, Integer> days) {
  static final Rules NONE = new Rules(Map.of());
  static final int DAYS_MAX = 36_500;

  Rules {
    days = Map.copyOf(days);
  }

  boolean isEmpty() {
    return days.isEmpty();
  }

  Optional<Integer> of(KeptKind kind) {
    return Optional.ofNullable(days.get(kind));
  }

  /** What came before then is old. */
  Optional<Instant> before(KeptKind kind, Instant now) {
    return of(kind).map(kept -> now.minus(Duration.ofDays(kept)));
  }

  /** In the order of kinds, for who writes them down. */
  Map<KeptKind, Integer> inOrder() {
    return new EnumMap<>(days.isEmpty() ? new EnumMap<>(KeptKind.class) : days);
  }
}
