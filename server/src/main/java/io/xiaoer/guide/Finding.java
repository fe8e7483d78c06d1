package io.xiaoer.guide;

import java.util.Locale;
import java.util.Map;

/**
 * What a check came to.
 *
 * @param reason a word for the page, which has a sentence for it
 * @param facts numbers and names for that sentence; no secret
 */
record Finding(State state, String reason, Map<String, Object> facts) {
  enum State {
    GOOD,
    BAD,
    /** It cannot be said from here, or nobody has asked yet. */
    UNKNOWN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding good(String reason, Map<String, Object> facts) {
    return new Finding(State.GOOD, reason, facts);
  }

  static Finding bad(String reason, Map<String, Object> facts) {
    return new Finding(State.BAD, reason, facts);
  }

  static Finding unknown(String reason) {
    return new Finding(State.UNKNOWN, reason, Map.of());
  }
}
