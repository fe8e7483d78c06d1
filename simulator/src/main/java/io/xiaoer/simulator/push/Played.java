package io.xiaoer.simulator.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What scenarios have set on its way, in the order of their steps. */
public final class Played {

  /**
   * One step's event.
   *
   * @param at when the step was due, from the scenario's beginning
   */
  public record Event(Duration at, String id) {}

  // As many deliveries as are remembered.
  private static final int EVENTS_MAX = 20_000;

  private final List<Event> events = new ArrayList<>();

  public synchronized void add(Duration at, String id) {
    if (events.size() < EVENTS_MAX) {
      events.add(new Event(at, id));
    }
  }

  public synchronized List<Event> all() {
    return List.copyOf(events);
  }
}
