package io.xiaoer.simulator.probe;

import java.time.Instant;
import java.util.List;

/** What the whole run came to. */
record Result(String url, String openId, Instant at, List<CheckResult> checks) {

  /** One failure is enough to stay. */
  boolean go() {
    return count(Outcome.FAIL) == 0;
  }

  String verdict() {
    return go() ? "go" : "no-go";
  }

  long count(Outcome outcome) {
    return checks.stream().filter(result -> result.outcome() == outcome).count();
  }
}
