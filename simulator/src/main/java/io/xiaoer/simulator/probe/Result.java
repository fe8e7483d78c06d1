package io.xiaoer.simulator.probe;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the whole run came to. */
record Result(String url, String openId, Instant at, List<CheckResult> checks) {

  /** One failure is enough to stay. */
  boolean go() {
    return count(Outcome.FAIL) == 0;
  }

  String verdict() {
    return go() ? "go" : "no-go";
  }

  /** The check to fix first, when others follow from it. */
  Optional<CheckResult> cause() {
    return checks.stream()
        .filter(each -> checks.stream().anyMatch(other -> follows(other, each)))
        .findFirst();
  }

  /** The cause first, then what follows from it, then the others. */
  List<CheckResult> byCause() {
    return Stream.concat(
            cause().stream(),
            Stream.concat(
                checks.stream().filter(each -> !each.finding().cause().isEmpty()),
                checks.stream().filter(each -> each.finding().cause().isEmpty())))
        .distinct()
        .toList();
  }

  /** How many of this outcome say no more than their cause. */
  long following(Outcome outcome) {
    return checks.stream()
        .filter(each -> each.outcome() == outcome && !each.finding().cause().isEmpty())
        .count();
  }

  private static boolean follows(CheckResult other, CheckResult cause) {
    return other.finding().cause().equals(cause.check().id());
  }

  long count(Outcome outcome) {
    return checks.stream().filter(result -> result.outcome() == outcome).count();
  }
}
