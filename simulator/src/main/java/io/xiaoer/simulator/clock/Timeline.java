package io.xiaoer.simulator.clock;

import java.time.Instant;
import java.time.InstantSource;

/** The one clock of a simulator, and what is due on it. */
public interface Timeline extends InstantSource, AutoCloseable {

  /** Runs the task once it is {@code when}, on a thread of its own. */
  void at(Instant when, Runnable task);

  /** Runs the work now, on a thread of its own. */
  void start(Runnable work);

  /** Drops whatever is still due. */
  @Override
  void close();
}
