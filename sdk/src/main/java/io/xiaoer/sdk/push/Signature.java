package io.xiaoer.sdk.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The platform's signature: SHA-1, in lower-case hexadecimal, over token, timestamp, nonce and (for
 * {@code msg_signature}) the Base64 cipher text, sorted as strings and joined.
 *
 * <p><b>What the joining allows.</b> Nothing marks where one part ends, so one signature is right
 * for every way of cutting the same joined text into parts that sort in the same order. Whoever has
 * seen one query string, in a proxy's log for example, knows {@code signature} and the digits it
 * covers beside the token. They could cut these digits anew into a timestamp, a nonce and an {@code
 * Encrypt}, present {@code signature} as {@code msg_signature}, and without the token have a body
 * of their own taken for signed. Therefore, before any signature is compared:
 *
 * <ul>
 *   <li>a timestamp has exactly {@value #timestampDigits} digits, and a nonce at most {@value
 *       #nonceCharsMax} characters (those of the platform have about ten);
 *   <li>{@code Encrypt} is Base64, with its padding, of at least three whole blocks, that is of 64
 *       characters or more.
 * </ul>
 *
 * <p>A {@code signature} of the platform covers some twenty characters, and a {@code msg_signature}
 * now at least 75: the one can never pass for the other. Somebody who has seen a whole push, its
 * body included, can still move the few characters of the nonce between the parts. The size of the
 * cipher text stays bound to whole blocks meanwhile: cutting a block off its front takes a nonce of
 * more than 64 characters, and anything shorter shifts all of its bits. So what results is noise to
 * the key, some ten variants of one push, never a message; see the server's quarantine for how
 * little room these get. An old push as it was is right for ever, since retries may be old: the log
 * knows it.
 */
final class Signature {
  static final int timestampDigits = 10; // until the year 2286
  static final int nonceCharsMax = 64; // at most what one shift by whole blocks would need

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final MessageDigest SHA_1 = sha1(); // only ever cloned: cheaper than a look-up

  private Signature() {}

  /** Compares in a time that tells nothing about where the first difference is. */
  static boolean isRight(String given, byte[]... signed) {
    // A proxy or a test may write the digits in capitals; they are the same digits.
    return MessageDigest.isEqual(of(signed), bytes(given.toLowerCase(Locale.ROOT)));
  }

  /** Why these cannot be the platform's; null when they can. Safe for logs. */
  static @Nullable String misshapen(String timestamp, String nonce) {
    if (nonce.length() > nonceCharsMax) {
      return "nonce of " + nonce.length() + " characters (at most " + nonceCharsMax + ")";
    }
    boolean digits = timestamp.length() == timestampDigits;
    for (int i = 0; i < timestamp.length() && digits; i++) {
      digits = timestamp.charAt(i) >= '0' && timestamp.charAt(i) <= '9';
    }
    return digits ? null : "timestamp is not " + timestampDigits + " digits";
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
