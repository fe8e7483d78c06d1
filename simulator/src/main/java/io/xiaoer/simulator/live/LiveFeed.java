package io.xiaoer.simulator.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Says that something changed; who hears it asks for what. */
public final class LiveFeed {
  // A page this far behind fetches everything anew, so nothing is lost by cutting it off.
  private static final int CHANGES_BEHIND_MAX = 2_000;

  /** What changed: the names of the thing, never its content. */
  public sealed interface Change {
    record Chat(String shop, String openId, String msgId) implements Change {}

    record Customer(String shop, String openId) implements Change {}

    record Delivery(String id) implements Change {}

    record Faults() implements Change {}

    record Order(String shop, String orderId) implements Change {}
  }

  /** One listener's place in the stream. */
  public final class Subscription implements AutoCloseable {
    private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>(CHANGES_BEHIND_MAX);
    private volatile boolean lost;

    private Subscription() {}

    public BlockingQueue<Change> queue() {
      return queue;
    }

    /** Whether the listener fell so far behind that it must start anew. */
    public boolean lost() {
      return lost;
    }

    @Override
    public void close() {
      subscriptions.remove(this);
    }
  }

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  public Subscription subscribe() {
    Subscription subscription = new Subscription();
    subscriptions.add(subscription);
    return subscription;
  }

  public void publish(Change change) {
    for (Subscription subscription : subscriptions) {
      if (!subscription.queue.offer(change)) {
        subscription.lost = true;
      }
    }
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the condition holds after some change; false if it does not within the time. */
  public boolean await(BooleanSupplier condition, Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!condition.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
