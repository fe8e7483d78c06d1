package io.xiaoer.simulator.fault;

import java.time.Duration;

/** How often an ordered fault strikes. */
public sealed interface Extent {
  Extent ONCE = new Times(1);

  /** The next so many occasions it fits: events on the push side, calls on the API's. */
  record Times(int times) implements Extent {}

  /** Every occasion from the order on, until this long after it. */
  record For(Duration duration) implements Extent {}
}
