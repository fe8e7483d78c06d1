package io.xiaoer.simulator.fault;

import io.xiaoer.simulator.live.LiveFeed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The faults ordered and not yet over.
 *
 * <p>Each occasion is struck by one fault at most: the first in line of those ordered for a number
 * of times, or, if none waits, the latest of those ordered for a while.
 */
public final class Faults {
  private static final int WAITING_MAX = 1_000; // A page left open must not fill the memory.

  /** A fault that is still to strike. */
  public sealed interface Waiting {
    Fault fault();

    record Times(Fault fault, int left) implements Waiting {}

    record Until(Fault fault, Instant end) implements Waiting {}
  }

  private record Counted<F extends Fault>(F fault, int left) {}

  private record Lasting<F extends Fault>(F fault, Instant end) {}

  /** One side's faults. */
  private static final class Side<F extends Fault> {
    final Deque<Counted<F>> counted = new ArrayDeque<>();
    final Deque<Lasting<F>> lasting = new ArrayDeque<>();

    void order(F fault, Extent extent, Instant now) {
      switch (extent) {
        case Extent.Times(int times) -> counted.addLast(new Counted<>(fault, times));
        case Extent.For(var duration) -> lasting.addFirst(new Lasting<>(fault, now.plus(duration)));
      }
    }

    Optional<F> takeCounted() {
      Counted<F> first = counted.pollFirst();
      if (first != null && first.left() > 1) {
        counted.addFirst(new Counted<>(first.fault(), first.left() - 1));
      }
      return Optional.ofNullable(first).map(Counted::fault);
    }

    Optional<F> lasting(Instant now) {
      lasting.removeIf(each -> !now.isBefore(each.end()));
      return Optional.ofNullable(lasting.peekFirst()).map(Lasting::fault);
    }

    List<Waiting> waiting(Instant now) {
      List<Waiting> all = new ArrayList<>();
      counted.forEach(each -> all.add(new Waiting.Times(each.fault(), each.left())));
      lasting.removeIf(each -> !now.isBefore(each.end()));
      lasting.forEach(each -> all.add(new Waiting.Until(each.fault(), each.end())));
      return all;
    }

    int size() {
      return counted.size() + lasting.size();
    }

    void clear() {
      counted.clear();
      lasting.clear();
    }
  }

  private final InstantSource clock;
  private final LiveFeed live;
  private final Side<Fault.OnApi> onApi = new Side<>();
  private final Side<Fault.OnPush> onPush = new Side<>();
  private final Side<Fault.OnDownload> onDownload = new Side<>();
  private Instant quotaUsedUpUntil = Instant.MIN;

  public Faults(InstantSource clock, LiveFeed live) {
    this.clock = clock;
    this.live = live;
  }

  public void order(FaultOrder order) {
    synchronized (this) {
      if (onApi.size() + onPush.size() + onDownload.size() >= WAITING_MAX) {
        throw new IllegalStateException(
            "faults waiting: " + WAITING_MAX + " (the most there may be)");
      }
      Instant now = clock.instant();
      switch (order.fault()) {
        // For a while it needs no call to begin with.
        case Fault.UseUpQuota quota when order.extent() instanceof Extent.For(var duration) ->
            quotaUsedUpUntil = now.plus(duration);
        case Fault.OnApi api -> onApi.order(api, order.extent(), now);
        case Fault.OnPush push -> onPush.order(push, order.extent(), now);
        case Fault.OnDownload download -> onDownload.order(download, order.extent(), now);
      }
    }
    changed();
  }

  /** The fault that strikes this call. */
  public Optional<Fault.OnApi> takeOnApi() {
    Optional<Fault.OnApi> taken;
    synchronized (this) {
      taken = onApi.takeCounted();
      if (taken.isEmpty()) {
        return onApi.lasting(clock.instant());
      }
    }
    changed();
    return taken;
  }

  /** The fault that strikes this download. */
  public Optional<Fault.OnDownload> takeOnDownload() {
    Optional<Fault.OnDownload> taken;
    synchronized (this) {
      taken = onDownload.takeCounted();
      if (taken.isEmpty()) {
        return onDownload.lasting(clock.instant());
      }
    }
    changed();
    return taken;
  }

  /** The fault that goes with this event on its whole way. */
  public Optional<Fault.OnPush> takeOnPush() {
    Optional<Fault.OnPush> taken;
    synchronized (this) {
      taken = onPush.takeCounted();
    }
    if (taken.isPresent()) {
      changed();
    }
    return taken;
  }

  /** The fault that strikes whatever is pushed now, if it has none of its own. */
  public synchronized Optional<Fault.OnPush> lastingOnPush() {
    return onPush.lasting(clock.instant());
  }

  public void useUpQuotaUntil(Instant end) {
    synchronized (this) {
      quotaUsedUpUntil = end;
    }
    changed();
  }

  public synchronized boolean quotaUsedUp() {
    return clock.instant().isBefore(quotaUsedUpUntil);
  }

  /** The push side's first, each side in the order they will strike. */
  public synchronized List<Waiting> waiting() {
    Instant now = clock.instant();
    List<Waiting> all = onPush.waiting(now);
    all.addAll(onApi.waiting(now));
    all.addAll(onDownload.waiting(now));
    if (now.isBefore(quotaUsedUpUntil)) {
      all.add(new Waiting.Until(new Fault.UseUpQuota(), quotaUsedUpUntil));
    }
    return List.copyOf(all);
  }

  public void clear() {
    synchronized (this) {
      onApi.clear();
      onPush.clear();
      onDownload.clear();
      quotaUsedUpUntil = Instant.MIN;
    }
    changed();
  }

  private void changed() {
    live.publish(new LiveFeed.Change.Faults()); // Outside the lock: listeners look back at once.
  }
}
