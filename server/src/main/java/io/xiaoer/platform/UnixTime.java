package io.xiaoer.platform;

import java.util.Optional;
import java.util.regex.Pattern;

/** A time as these events have it: digits, in a string or not. */
final class UnixTime {
  private static final Pattern SECONDS = Pattern.compile("[1-9]\\d{8,10}");
  private static final Pattern MILLISECONDS = Pattern.compile("[1-9]\\d{12}");

  private UnixTime() {}

  /** In seconds; empty when it is anything else. */
  static Optional<Long> read(String text) {
    if (SECONDS.matcher(text).matches()) {
      return Optional.of(Long.valueOf(text));
    }
    return MILLISECONDS.matcher(text).matches()
        ? Optional.of(Long.parseLong(text) / 1_000)
        : Optional.empty();
  }
}
