package io.xiaoer.simulator.probe;

/**
 * What a check found.
 *
 * @param detail what was seen, and where something is wrong, how to fix it
 * @param cause the check whose failure explains this one; empty when it stands for itself
 */
record Finding(Outcome outcome, String detail, String cause) {
  Finding(Outcome outcome, String detail) {
    this(outcome, detail, "");
  }

  static Finding pass(String detail) {
    return new Finding(Outcome.PASS, detail);
  }

  static Finding warn(String detail) {
    return new Finding(Outcome.WARN, detail);
  }

  static Finding fail(String detail) {
    return new Finding(Outcome.FAIL, detail);
  }

  static Finding skip(String detail) {
    return new Finding(Outcome.SKIP, detail);
  }
}
