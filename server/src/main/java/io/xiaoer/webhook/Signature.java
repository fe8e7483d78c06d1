package io.xiaoer.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as Standard Webhooks 1.0 has it: HMAC-SHA256 over id, time and body, once for each secret
 * that counts (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
 */
final class Signature {
  /** Before the secret's Base64, so that people see what it is. */
  static final String PREFIX = "whsec_";

  private static final int SECRET_BYTES = 32;
  private static final String MAC = "HmacSHA256";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Signature() {}

  /** A secret; not for logs. */
  @SuppressWarnings("ArrayRecordComponent") // secrets are never compared
  record Secret(byte[] bytes) {
    static Secret random() {
      byte[] bytes = new byte[SECRET_BYTES];
      RANDOM.nextBytes(bytes);
      return new Secret(bytes);
    }

    String written() {
      return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
      return "Secret";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Secret(byte[] others) && Arrays.equals(bytes, others);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** Of one attempt. */
  static Map<String, String> headers(List<Secret> secrets, String id, String body, Instant now) {
    long seconds = now.getEpochSecond();
    return Map.of(
        "webhook-id", id,
        "webhook-timestamp", String.valueOf(seconds),
        "webhook-signature", of(secrets, id, seconds, body));
  }

  /** The header's value. */
  static String of(List<Secret> secrets, String id, long unixSeconds, String body) {
    byte[] signed = (id + "." + unixSeconds + "." + body).getBytes(StandardCharsets.UTF_8);
    return secrets.stream()
        .map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, signed)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(Secret secret, byte[] signed) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret.bytes, MAC));
      return mac.doFinal(signed);
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }
}
