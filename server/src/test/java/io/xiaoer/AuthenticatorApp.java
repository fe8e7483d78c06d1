package io.xiaoer;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What stands on somebody's telephone, made without the server's code. */
public final class AuthenticatorApp {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SECRET_BYTES = 20;

  private final byte[] secret;

  /** {@code secret} as the page shows it. */
  public AuthenticatorApp(String secret) {
    BigInteger number = BigInteger.ZERO;
    for (char c : secret.replace(" ", "").toCharArray()) {
      number = number.shiftLeft(5).or(BigInteger.valueOf(ALPHABET.indexOf(c)));
    }
    byte[] bytes = number.toByteArray();
    this.secret = new byte[SECRET_BYTES];
    int length = Math.min(bytes.length, SECRET_BYTES);
    System.arraycopy(bytes, bytes.length - length, this.secret, SECRET_BYTES - length, length);
  }

  public String codeAt(Instant at) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret, "HmacSHA1"));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
      int begin = hash[19] & 15;
      long number =
          ((hash[begin] & 127L) << 24)
              | ((hash[begin + 1] & 255L) << 16)
              | ((hash[begin + 2] & 255L) << 8)
              | (hash[begin + 3] & 255L);
      return String.format(Locale.ROOT, "%06d", number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
