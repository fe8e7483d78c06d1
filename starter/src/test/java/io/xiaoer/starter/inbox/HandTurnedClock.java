package io.xiaoer.starter.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** Stands still until it is turned. */
final class HandTurnedClock implements InstantSource {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-30T08:00:00Z"));

  @Override
  public Instant instant() {
    return now.get();
  }

  void turn(Duration by) {
    now.updateAndGet(before -> before.plus(by));
  }
}
