package io.xiaoer.sdk.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The exact bytes of an event as they were decrypted. Immutable; prints its size, never itself. */
public final class ClearText {
  private final byte[] bytes;

  private ClearText(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Keeps a copy of the bytes. */
  public static ClearText of(byte[] bytes) {
    return new ClearText(bytes.clone());
  }

  /** Keeps a copy of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public static ClearText of(byte[] bytes, int from, int to) {
    return new ClearText(Arrays.copyOfRange(bytes, from, to));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes as text; whatever is not UTF-8 becomes U+FFFD. */
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }

  byte[] shared() {
    return bytes; // for the parser beside us, which only reads
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClearText that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "ClearText[" + bytes.length + " bytes]";
  }
}
