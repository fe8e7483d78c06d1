package io.xiaoer.e2e;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What stands on somebody's telephone. It gives no code twice, for the server takes none twice. */
final class AuthenticatorApp {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SECRET_BYTES = 20;
  private static final int STEP_SECONDS = 30;

  private final byte[] secret = new byte[SECRET_BYTES];
  private final InstantSource clock = InstantSource.system();
  private long lastStep;

  /** {@code shown}: the secret as the page shows it. */
  AuthenticatorApp(String shown) {
    BigInteger number = BigInteger.ZERO;
    for (char letter : shown.replace(" ", "").toCharArray()) {
      number = number.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(letter)));
    }
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, SECRET_BYTES);
    System.arraycopy(bytes, bytes.length - length, secret, SECRET_BYTES - length, length);
  }

  /** The present one, or the next where that was given. */
  String code() {
    long present = clock.instant().getEpochSecond() / STEP_SECONDS;
    lastStep = Math.max(present, lastStep + 1);
    return code(lastStep);
  }

  /** Six digits that are no code of about now. */
  String wrongCode() {
    Instant now = clock.instant();
    long present = now.getEpochSecond() / STEP_SECONDS;
    int wrong = 0;
    for (long step = present - 3; step <= present + 3; step++) {
      if (code(step).equals(digits(wrong))) {
        wrong++;
        step = present - 4;
      }
    }
    return digits(wrong);
  }

  private String code(long step) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int begin = hash[hash.length - 1] & 15;
      return digits((ByteBuffer.wrap(hash).getInt(begin) & Integer.MAX_VALUE) % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String digits(int number) {
    return String.format(Locale.ROOT, "%06d", number);
  }
}
