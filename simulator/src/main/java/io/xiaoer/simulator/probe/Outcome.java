package io.xiaoer.simulator.probe;

import java.util.Locale;

/** How a check ended. Only {@link #FAIL} stands against the switch. */
enum Outcome {
  PASS,
  WARN,
  FAIL,
  SKIP;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
