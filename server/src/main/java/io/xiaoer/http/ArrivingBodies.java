package io.xiaoer.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bodies that are being waited for, and since when. A thread that waits for bytes cannot watch the
 * clock itself; {@link GuardedEndpoint} does, and cuts off who takes too long.
 */
final class ArrivingBodies {
  private final Map<Peer, Long> sinceNanos = new ConcurrentHashMap<>();

  void begin(Peer peer) {
    sinceNanos.put(peer, System.nanoTime());
  }

  void end(Peer peer) {
    sinceNanos.remove(peer);
  }

  int count() {
    return sinceNanos.size();
  }

  /** Those that have taken longer than {@code nanosMax}, and the slowest beyond {@code most}. */
  List<Peer> late(long nowNanos, long nanosMax, int most) {
    if (sinceNanos.isEmpty()) {
      return List.of();
    }
    List<Map.Entry<Peer, Long>> oldestFirst = new ArrayList<>(sinceNanos.entrySet());
    oldestFirst.sort(Comparator.comparingLong(entry -> entry.getValue() - nowNanos));
    List<Peer> late = new ArrayList<>();
    for (Map.Entry<Peer, Long> entry : oldestFirst) {
      boolean tooMany = oldestFirst.size() - late.size() > most;
      if (!tooMany && nowNanos - entry.getValue() <= nanosMax) {
        break;
      }
      late.add(entry.getKey());
    }
    return late;
  }
}
