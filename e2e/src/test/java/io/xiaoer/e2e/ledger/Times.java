package io.xiaoer.e2e.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long the house took to be well again; what takes too long is a violation. */
final class Times {
  /** The first pushes after an outage come within seconds, the fifth after a minute. */
  static final int RESTART_SECONDS_MAX = 60;

  static final int TAKEOVER_SECONDS_MAX = 15;

  /** Of what came in a switch of databases the platform's fifth push is still to come by then. */
  static final int ACKNOWLEDGED_SECONDS_MAX = 15;

  static final int GOES_ON_SECONDS_MAX = 60;

  enum Of {
    RESTART("from the start of a server until it is ready"),
    TAKEOVER("from the kill until the other node's conversations go on"),
    PROMOTION("from the end of a primary until its standby is promoted"),
    ACKNOWLEDGED("from the promotion until a node acknowledges again"),
    GOES_ON("from the promotion until a question is answered, found and looked at"),
    READY("from the promotion until both nodes are ready");

    final String text;

    Of(String text) {
      this.text = text;
    }
  }

  private final Map<Of, List<Duration>> taken = new EnumMap<>(Of.class);
  private final List<Violation> violations = new ArrayList<>();

  void restarted(Duration took) {
    note(Of.RESTART, took, RESTART_SECONDS_MAX, Violation.Kind.NOT_STARTED);
  }

  void takenOver(Duration took) {
    note(Of.TAKEOVER, took, TAKEOVER_SECONDS_MAX, Violation.Kind.TAKEN_OVER_LATE);
  }

  void promoted(Duration took) {
    note(Of.PROMOTION, took);
  }

  void acknowledged(Duration took) {
    note(Of.ACKNOWLEDGED, took, ACKNOWLEDGED_SECONDS_MAX, Violation.Kind.ACKNOWLEDGED_LATE);
  }

  void goesOn(Duration took) {
    note(Of.GOES_ON, took, GOES_ON_SECONDS_MAX, Violation.Kind.STANDS_STILL);
  }

  void ready(Duration took) {
    note(Of.READY, took);
  }

  private void note(Of what, Duration took) {
    taken.computeIfAbsent(what, _ -> new ArrayList<>()).add(took);
  }

  private void note(Of what, Duration took, int secondsMax, Violation.Kind kind) {
    note(what, took);
    if (took.toSeconds() >= secondsMax) {
      violations.add(new Violation(kind, "it took " + took.toMillis() + " ms"));
    }
  }

  List<Violation> violations() {
    return violations;
  }

  /** Median and longest of each; nothing for what did not happen. */
  List<String> report() {
    List<String> lines = new ArrayList<>();
    taken.forEach((what, times) -> {
      List<Duration> sorted = times.stream().sorted().toList();
      lines.add(
          "%s: %d times, median %d ms, longest %d ms"
              .formatted(
                  what.text,
                  sorted.size(),
                  sorted.get(sorted.size() / 2).toMillis(),
                  Collections.max(sorted).toMillis()));
    });
    return lines;
  }
}
