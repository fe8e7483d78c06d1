package io.xiaoer.outbound;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What came of one call. */
public sealed interface Answer {
  Duration took();

  /**
   * The other side answered.
   *
   * @param body its beginning
   * @param retryAfter as it asked for; null when it did not
   */
  record Answered(int status, Duration took, String body, @Nullable Duration retryAfter)
      implements Answer {
    private static final int SHOWN_CHARS_MAX = 200;

    public boolean isTaken() {
      return status >= 200 && status < 300;
    }

    public boolean isGone() {
      return status == 410;
    }

    public boolean asksToWait() {
      return status == 429 || status == 503;
    }

    /** Of the body, for people. */
    public String beginning() {
      String plain = body.replaceAll("\\p{Cntrl}", " ").replace('\uFFFD', ' ').strip();
      int end = Math.min(plain.length(), SHOWN_CHARS_MAX);
      return plain.substring(
          0, end > 0 && Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end);
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

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
