package io.xiaoer.store;

import org.jspecify.annotations.Nullable;

/**
 * Refuses work on a database inside work on the same one. On SQLite a nested write would wait for
 * itself for ever, on PostgreSQL too, and a nested read would see another moment.
 */
final class NestedWork {
  /** A piece of it. */
  @FunctionalInterface
  interface Work<V extends @Nullable Object, E extends Exception> {
    V call() throws E;
  }

  private final ThreadLocal<Boolean> inWork = new ThreadLocal<>();

  /** Called before work is handed in. */
  void refuse() {
    if (inWork.get() != null) {
      throw new IllegalStateException(
          "read or write inside a read or write: use the JdbcClient that the work was given");
    }
  }

  /** On the thread that does the work. */
  <V extends @Nullable Object, E extends Exception> V within(Work<V, E> work) throws E {
    inWork.set(true);
    try {
      return work.call();
    } finally {
      inWork.remove();
    }
  }
}
