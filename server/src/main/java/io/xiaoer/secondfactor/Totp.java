package io.xiaoer.secondfactor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Codes of the moment, by RFC 6238 with what all apps know: HMAC-SHA-1, steps of thirty seconds,
 * six digits. A code of the step before or after counts, too: clocks differ, and people type.
 */
final class Totp {
  /** As long as the hash, which RFC 4226 recommends. */
  static final int SECRET_BYTES = 20;

  static final int DIGITS = 6;
  static final Duration STEP = Duration.ofSeconds(30);

  /** Before every step that a code can be of. */
  static final long NO_STEP = -1;

  private static final int STEPS_EITHER_SIDE = 1;
  private static final int CODES = 1_000_000;
  private static final String HMAC = "HmacSHA1";

  private Totp() {}

  static long step(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), STEP.toSeconds());
  }

  static String code(byte[] secret, long step) {
    byte[] hash = hmac(secret, step);
    int offset = hash[hash.length - 1] & 0x0f;
    int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
    return String.format(Locale.ROOT, "%06d", number % CODES);
  }

  /**
   * The step that {@code code} is of; empty for a wrong code and for one of a step up to {@code
   * lastStep}.
   */
  static OptionalLong stepOf(byte[] secret, String code, Instant now, long lastStep) {
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    long present = step(now);
    long found = NO_STEP;
    for (long step = present - STEPS_EITHER_SIDE; step <= present + STEPS_EITHER_SIDE; step++) {
      byte[] right = code(secret, step).getBytes(StandardCharsets.UTF_8);
      if (MessageDigest.isEqual(right, given) && step > lastStep) {
        found = step;
      }
    }
    return found == NO_STEP ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private static byte[] hmac(byte[] secret, long step) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret, HMAC));
      return mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }
}
