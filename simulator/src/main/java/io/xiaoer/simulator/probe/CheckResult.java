package io.xiaoer.simulator.probe;

/** A check and what it found. */
record CheckResult(Check check, Finding finding) {
  Outcome outcome() {
    return finding.outcome();
  }
}
