package io.xiaoer.e2e;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what comes by itself: they look often, and give up after a minute. */
public final class Soon {
  public static final Duration AT_MOST = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Soon() {}

  public static ConditionFactory await() {
    return Awaitility.with()
        .pollInSameThread() // so that JUnit's timeout interrupts it
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_EVERY)
        .atMost(AT_MOST)
        .await();
  }
}
