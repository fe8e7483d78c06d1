package io.xiaoer.sdk.event;

/**
 * A customer's OpenID in one shop: {@code FromUserName} in an event, {@code open_id} in sendmsg.
 *
 * @param value not blank, at most 128 characters
 */
public record OpenId(String value) {
  /** Four times what the platform uses today (28). */
  static final int charsMax = 128;

  /**
   * An id.
   *
   * @throws IllegalArgumentException when it is blank or too long
   */
  public OpenId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "open id: "
              + (value.isBlank() ? "blank" : value.length() + " characters")
              + " (expected: 1 to "
              + charsMax
              + ")");
    }
  }

  static boolean isValid(String value) {
    return !value.isBlank() && value.length() <= charsMax;
  }

  /** Masked, so that a log line tells customers apart without naming one. */
  @Override
  public String toString() {
    int shown = Math.min(4, value.length() / 4);
    return "OpenId[" + value.substring(0, shown) + "…" + value.length() + " chars]";
  }
}
