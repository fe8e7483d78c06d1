package io.xiaoer.webpush;

import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;

/** For whom a message is encrypted: what a browser gives of a subscription beside its address. */
public final class Receiver {
  private static final int SECRET_BYTES = 16;

  private final PublicKey key;
  private final byte[] secret;

  private Receiver(PublicKey key, byte[] secret) {
    this.key = key;
    this.secret = secret;
  }

  /** As browsers write it, {@code p256dh} and {@code auth}; empty for what is neither. */
  public static Optional<Receiver> parse(String p256dh, String auth) {
    byte[] secret = decoded(auth);
    return secret.length == SECRET_BYTES
        ? P256.publicKey(decoded(p256dh)).map(key -> new Receiver(key, secret))
        : Optional.empty();
  }

  PublicKey key() {
    return key;
  }

  /** What only the browser and this server know. */
  byte[] secret() {
    return secret.clone();
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  @Override
  public String toString() {
    return "Receiver";
  }
}
