package io.xiaoer.simulator.fault;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The faults waiting for their occasion, in the order they were ordered. */
public final class Faults {
  private static final int WAITING_MAX = 1_000; // A page left open must not fill the memory.

  private final Queue<Fault.OnApi> onApi = new ArrayDeque<>();
  private final Queue<Fault.OnPush> onPush = new ArrayDeque<>();

  public synchronized void next(Fault fault) {
    if (onApi.size() + onPush.size() >= WAITING_MAX) {
      throw new IllegalStateException(
          "faults waiting: " + WAITING_MAX + " (the most there may be)");
    }
    switch (fault) {
      case Fault.OnApi api -> onApi.add(api);
      case Fault.OnPush push -> onPush.add(push);
    }
  }

  public synchronized Optional<Fault.OnApi> takeOnApi() {
    return Optional.ofNullable(onApi.poll());
  }

  public synchronized Optional<Fault.OnPush> takeOnPush() {
    return Optional.ofNullable(onPush.poll());
  }

  public synchronized List<Fault> waiting() {
    List<Fault> all = new ArrayList<>(onPush);
    all.addAll(onApi);
    return List.copyOf(all);
  }

  public synchronized void clear() {
    onApi.clear();
    onPush.clear();
  }
}
