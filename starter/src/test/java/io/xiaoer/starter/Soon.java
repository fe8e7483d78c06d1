package io.xiaoer.starter;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what comes by itself: they look often, and give up after a minute. */
public final class Soon {
  private Soon() {}

  public static ConditionFactory await() {
    return Awaitility.with()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofMinutes(1))
        .await();
  }
}
