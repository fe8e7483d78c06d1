package io.xiaoer.send;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast automatic answers of a shop leave. The platform takes so many calls of a shop in a
 * minute and refuses the rest of it all; what automatic answers leave of that is for people, whose
 * answers would else stand still with them.
 */
final class AutomaticPace {
  /** Of the 10 000 calls in a minute that the platform's documents name, three quarters. */
  static final int PER_SECOND = 125;

  /** What has gathered while nothing left may leave at once. */
  static final int AT_ONCE_MAX = PER_SECOND;

  /** Whoever was held back is looked at again. */
  static final Duration LOOK_AFTER = Duration.ofMillis(100);

  private static final double NANOS = 1e9;

  /** Of a shop, at a moment. */
  private record Room(double calls, Instant at) {}

  private final Map<String, Room> rooms = new HashMap<>();

  boolean hasRoom(String shop, Instant now) {
    Room room = rooms.get(shop);
    double calls = AT_ONCE_MAX;
    if (room != null) {
      double gathered = Duration.between(room.at, now).toNanos() / NANOS * PER_SECOND;
      calls = Math.min(AT_ONCE_MAX, room.calls + Math.max(0, gathered));
    }
    rooms.put(shop, new Room(calls, now));
    return calls >= 1;
  }

  /** Takes from what {@link #hasRoom} has found. */
  void take(String shop) {
    rooms.computeIfPresent(shop, (_, room) -> new Room(room.calls - 1, room.at));
  }
}
