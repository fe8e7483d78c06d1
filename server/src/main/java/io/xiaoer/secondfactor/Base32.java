package io.xiaoer.secondfactor;

import java.math.BigInteger;

/** Bytes as letters and digits that nobody mistakes for each other, five bits each. */
final class Base32 {
  /** RFC 4648, as apps read a secret. */
  static final String RFC_4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;

  private Base32() {}

  /** {@code bytes} are a multiple of five, so that nothing is left over. */
  static String of(byte[] bytes, String alphabet) {
    if (bytes.length % BITS != 0) {
      throw new IllegalArgumentException(
          "%s bytes (expected: a multiple of %s)".formatted(bytes.length, BITS));
    }
    BigInteger number = new BigInteger(1, bytes);
    int chars = bytes.length * Byte.SIZE / BITS;
    StringBuilder text = new StringBuilder(chars);
    for (int i = chars - 1; i >= 0; i--) {
      text.append(alphabet.charAt(number.shiftRight(i * BITS).intValue() & MASK));
    }
    return text.toString();
  }
}
