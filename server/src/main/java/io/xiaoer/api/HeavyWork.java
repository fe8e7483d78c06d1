package io.xiaoer.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;

/**
 * Bounds work that keeps a processor busy: so much of one kind at once, so much that waits, so much
 * of one caller. What is more is refused at once, so that no caller can fill the places that all
 * requests of the desk share.
 */
public final class HeavyWork {
  private final Bounds bounds;
  private final Semaphore places;
  private final Map<String, Integer> each = new ConcurrentHashMap<>();

  /**
   * How much, and what is said when it is more.
   *
   * @param atOnce on this node
   * @param waitingMax that wait for one of those places
   * @param waitMax how long they wait
   * @param eachMax of one caller, those that wait included
   * @param callersReason when one caller has too much
   * @param nodesReason when all of them have
   */
  public record Bounds(
      int atOnce,
      int waitingMax,
      Duration waitMax,
      int eachMax,
      String callersReason,
      String nodesReason) {}

  /** Given back by closing it. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  public HeavyWork(Bounds bounds) {
    this.bounds = bounds;
    places = new Semaphore(bounds.atOnce, true);
  }

  /** Does work in a place of its own, as {@link #enter} gives it. */
  public <T> T run(String caller, Supplier<T> work) {
    try (Place _ = enter(caller)) {
      return work.get();
    }
  }

  /** Waits for a place; refuses when there is none in time. */
  public Place enter(String caller) {
    if (each.merge(caller, 1, Integer::sum) > bounds.eachMax) {
      leave(caller);
      throw ApiProblem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              bounds.callersReason,
              "At most %s at a time for each caller. Try again when one is done."
                  .formatted(bounds.eachMax))
          .retryAfter(Duration.ofSeconds(1));
    }
    boolean entered = false;
    try {
      entered =
          places.getQueueLength() < bounds.waitingMax
              && places.tryAcquire(bounds.waitMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      if (!entered) {
        leave(caller);
      }
    }
    if (!entered) {
      throw ApiProblem.of(
              HttpStatus.TOO_MANY_REQUESTS,
              bounds.nodesReason,
              "Others have this server do the same kind of work. Try again later.")
          .retryAfter(bounds.waitMax);
    }
    return () -> {
      places.release();
      leave(caller);
    };
  }

  private void leave(String caller) {
    each.computeIfPresent(caller, (_, count) -> count > 1 ? count - 1 : null);
  }
}
