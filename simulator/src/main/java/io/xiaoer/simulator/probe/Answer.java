package io.xiaoer.simulator.probe;

import java.time.Duration;
import java.util.Locale;

/** What came back from the push URL. */
sealed interface Answer {

  /**
   * An answer in time.
   *
   * @param body decoded as UTF-8; a byte order mark stays visible as its character
   * @param location where a redirect leads, or empty
   * @param connection the same for two answers that came over one connection
   */
  record Came(int status, String body, String location, String connection, Duration took)
      implements Answer {
    boolean redirects() {
      return status >= 300 && status < 400;
    }
  }

  record TooLate(Duration patience) implements Answer {}

  /** The connection ended without one. */
  record None(String why) implements Answer {}

  /** What the platform takes for an acknowledgement. */
  default boolean acknowledges() {
    return this instanceof Came came
        && came.status() == 200
        && (came.body().isEmpty() || came.body().equals("success"));
  }

  /**
   * What the platform may take for one. A bad push must not even come near it, so this is generous:
   * any 2xx, any case, with quotes or blanks.
   */
  default boolean mayAcknowledge() {
    return this instanceof Came came
        && came.status() / 100 == 2
        && switch (came.body().strip().replace("\"", "").toLowerCase(Locale.ROOT)) {
          case "", "success" -> true;
          case String other -> false;
        };
  }
}
