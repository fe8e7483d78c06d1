package io.xiaoer.retention;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is still needed by those who read at their own pace. */
record Floors(Map<String, Instant> since) {

  static Floors of(List<NeedsContent> needing) {
    Map<String, Instant> since = new TreeMap<>();
    needing.forEach(one ->
        one.since().ifPresent(at -> since.merge(one.name(), at, (a, b) -> a.isBefore(b) ? a : b)));
    return new Floors(since);
  }

  /** The earlier of the two. The audit log has no such readers. */
  Instant under(KeptKind kind, Instant before) {
    return switch (kind) {
      case MESSAGES, FILES ->
          since.values().stream()
              .min(Instant::compareTo)
              .filter(needed -> needed.isBefore(before))
              .orElse(before);
      case AUDIT -> before;
    };
  }

  /** Who needs what a rule would delete, and from when on. */
  Map<String, Instant> holding(KeptKind kind, Optional<Instant> before) {
    Map<String, Instant> holding = new TreeMap<>();
    if (before.isPresent() && kind != KeptKind.AUDIT) {
      since.forEach((name, at) -> {
        if (at.isBefore(before.get())) {
          holding.put(name, at);
        }
      });
    }
    return holding;
  }
}
