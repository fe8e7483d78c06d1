package io.xiaoer.store;

import java.util.concurrent.atomic.AtomicLong;

/** Whether writes go well, by the last that ended. A complaint about one row is none. */
final class WriteHealth {
  private static final long WELL = 0;

  private final AtomicLong failedInARow = new AtomicLong(WELL);

  void succeeded() {
    failedInARow.set(WELL);
  }

  void failed(Throwable thrown) {
    switch (SqlErrorClass.of(thrown)) {
      case LINE, PASSING, FATAL -> failed();
      case ROW, NONE -> {}
    }
  }

  void failed() {
    failedInARow.incrementAndGet();
  }

  boolean isWell() {
    return failedInARow.get() == WELL;
  }
}
