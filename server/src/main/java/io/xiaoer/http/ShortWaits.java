package io.xiaoer.http;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Places to wait in for what comes at any moment. Nobody is refused: when all are taken, who has
 * waited longest leaves, so that a crowd of those that never send costs the honest nothing but the
 * end of their patience.
 */
final class ShortWaits {
  private static final long LOOK_NANOS_MIN = 2_000_000L;

  /** A look is so much later than the last one as the wait is long by then, divided by this. */
  private static final long LOOK_FRACTION = 8;

  private final int places;
  private final long nanosMax;
  private final Deque<Place> oldestFirst = new ArrayDeque<>();

  /** Never waits itself. */
  interface Look {
    boolean hasCome() throws IOException;
  }

  private static final class Place {
    private final Thread waiting = Thread.currentThread();
    private volatile boolean taken;
  }

  ShortWaits(int places, long nanosMax) {
    this.places = places;
    this.nanosMax = nanosMax;
  }

  /** Whether it has come; looked at more and more seldom. */
  boolean await(Look here) throws IOException {
    if (here.hasCome()) {
      return true;
    }
    Place place = enter();
    try {
      long began = System.nanoTime();
      long waited = 0;
      while (!place.taken && waited < nanosMax && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(Math.max(LOOK_NANOS_MIN, waited / LOOK_FRACTION));
        if (here.hasCome()) {
          return true;
        }
        waited = System.nanoTime() - began;
      }
      return false;
    } finally {
      leave(place);
    }
  }

  private Place enter() {
    Place place = new Place();
    Place longest;
    synchronized (oldestFirst) {
      oldestFirst.addLast(place);
      longest = oldestFirst.size() > places ? oldestFirst.removeFirst() : null;
    }
    if (longest != null) {
      longest.taken = true;
      LockSupport.unpark(longest.waiting);
    }
    return place;
  }

  private void leave(Place place) {
    synchronized (oldestFirst) {
      oldestFirst.remove(place);
    }
  }
}
