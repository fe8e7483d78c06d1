package io.xiaoer.sdk.event;

/**
 * The platform's id of one message. It rises with time, so it orders a customer's messages better
 * than the moment of their arrival: a retried push may come hours late.
 *
 * <p>Ids of digits compare as whole numbers of any size (leading zeros aside), and any other id
 * comes after them, in the order of its characters. {@code "07"} and {@code "7"} are different ids
 * that stand next to each other.
 *
 * @param value not blank, at most 128 characters; samples have 19 digits, more than a double holds
 */
public record MsgId(String value) implements Comparable<MsgId> {
  /** Room for far more than the 19 digits of today. */
  static final int charsMax = 128;

  /**
   * An id.
   *
   * @throws IllegalArgumentException when it is blank or too long
   */
  public MsgId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "msg id: "
              + (value.isBlank() ? "blank" : value.length() + " characters")
              + " (expected: 1 to "
              + charsMax
              + ")");
    }
  }

  static boolean isValid(String value) {
    return !value.isBlank() && value.length() <= charsMax;
  }

  @Override
  public int compareTo(MsgId other) {
    boolean digits = isDigits(value);
    if (digits != isDigits(other.value)) {
      return digits ? -1 : 1;
    }
    if (!digits) {
      return value.compareTo(other.value);
    }
    int from = leadingZeros(value);
    int otherFrom = leadingZeros(other.value);
    int order = Integer.compare(value.length() - from, other.value.length() - otherFrom);
    if (order == 0) {
      order = value.substring(from).compareTo(other.value.substring(otherFrom));
    }
    return order != 0 ? order : Integer.compare(value.length(), other.value.length());
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int leadingZeros(String digits) {
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return zeros;
  }
}
