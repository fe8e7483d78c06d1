package io.xiaoer.sdk.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The platform's signature: SHA-1, in lower-case hexadecimal, over token, timestamp, nonce and (for
 * {@code msg_signature}) the Base64 cipher text, sorted as strings and joined.
 */
final class Signature {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final MessageDigest SHA_1 = sha1(); // only ever cloned: cheaper than a look-up

  private Signature() {}

  /** Compares in a time that tells nothing about where the first difference is. */
  static boolean isRight(String given, byte[]... signed) {
    return MessageDigest.isEqual(of(signed), given.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] bytes(String part) {
    return part.getBytes(StandardCharsets.UTF_8);
  }

  /** Of the parts in UTF-8, whose order as bytes is the order of their characters. */
  static byte[] of(byte[]... signed) {
    byte[][] sorted = signed.clone();
    Arrays.sort(sorted, Arrays::compareUnsigned);
    MessageDigest sha1 = fresh();
    for (byte[] part : sorted) {
      sha1.update(part);
    }
    byte[] digest = sha1.digest();
    byte[] hex = new byte[digest.length * 2];
    for (int i = 0; i < digest.length; i++) {
      hex[2 * i] = HEX[(digest[i] >> 4) & 15];
      hex[2 * i + 1] = HEX[digest[i] & 15];
    }
    return hex;
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) SHA_1.clone();
    } catch (CloneNotSupportedException e) {
      return sha1(); // another provider's, then
    }
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
