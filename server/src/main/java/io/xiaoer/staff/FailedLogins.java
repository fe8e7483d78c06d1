package io.xiaoer.staff;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How many failed logins reach the audit log: anybody can make one, and must not be able to fill a
 * table or push the rest out of it. Those beyond are counted, and the next line tells of them.
 */
final class FailedLogins {
  private static final int LINES_MAX = 60;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final InstantSource clock;
  private Instant windowEnds = Instant.EPOCH;
  private int lines;
  private long unsaid;

  FailedLogins(InstantSource clock) {
    this.clock = clock;
  }

  /** The detail of the line for a failure just now, if there is to be one. */
  synchronized Optional<String> line(String address) {
    Instant now = clock.instant();
    if (!now.isBefore(windowEnds)) {
      windowEnds = now.plus(WINDOW);
      lines = 0;
    }
    if (lines == LINES_MAX) {
      unsaid++;
      return Optional.empty();
    }
    lines++;
    String line =
        "from " + address + (unsaid == 0 ? "" : "; before it %s more not listed".formatted(unsaid));
    unsaid = 0;
    return Optional.of(line);
  }
}
