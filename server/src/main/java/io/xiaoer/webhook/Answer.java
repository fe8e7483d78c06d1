package io.xiaoer.webhook;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of one call. */
sealed interface Answer {
  Duration took();

  /**
   * The other side answered.
   *
   * @param beginning of the body, for people
   * @param retryAfter as it asked for; null when it did not
   */
  record Answered(int status, Duration took, String beginning, @Nullable Duration retryAfter)
      implements Answer {
    boolean isTaken() {
      return status >= 200 && status < 300;
    }

    boolean isGone() {
      return status == 410;
    }

    boolean asksToWait() {
      return status == 429 || status == 503;
    }

    @Override
    public String toString() {
      return "Answered[" + status + "]";
    }
  }

  /** There was none. */
  record None(Trouble trouble, Duration took) implements Answer {}

  /** Why there was none. */
  enum Trouble {
    /** The name means nothing, at the moment. */
    UNKNOWN_HOST,
    /** The address is one that must not be called. */
    FORBIDDEN_ADDRESS,
    /** Nobody takes the connection. */
    UNREACHABLE,
    /** The certificate is not believed, or there is no TLS. */
    TLS,
    TIMEOUT,
    /** The connection broke, or what came is no HTTP. */
    BROKEN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
