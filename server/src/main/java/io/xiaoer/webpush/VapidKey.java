package io.xiaoer.webpush;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The installation's key by which push services know that messages come from the server a browser
 * has subscribed to (RFC 8292). With another key all subscriptions are void.
 */
public final class VapidKey {
  /** A token may be used for a day at most; ours are made for each message. */
  private static final Duration VALID = Duration.ofHours(12);

  private final PrivateKey secret;
  private final String shown;

  private VapidKey(PrivateKey secret, String shown) {
    this.secret = secret;
    this.shown = shown;
  }

  public static VapidKey generate() {
    KeyPair pair = P256.generate();
    return new VapidKey(pair.getPrivate(), encoded(P256.bytes(pair.getPublic())));
  }

  /** As {@link #secret} and {@link #shown} gave it. */
  public static VapidKey of(byte[] secret, String shown) {
    try {
      return new VapidKey(
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(secret)), shown);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of push messages is none", e);
    }
  }

  /** To be kept sealed. */
  public byte[] secret() {
    return secret.getEncoded();
  }

  /** The public half, as browsers take it when they subscribe. */
  public String shown() {
    return shown;
  }

  /**
   * The header {@code Authorization} of a message.
   *
   * @param contact where the push service's operator finds ours, an https or mailto address; empty
   *     where there is none
   */
  public String authorization(URI endpoint, String contact, Instant now) {
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    claims.put("aud", origin(endpoint)).put("exp", now.plus(VALID).getEpochSecond());
    if (!contact.isEmpty()) {
      claims.put("sub", contact);
    }
    String signed =
        encoded("{\"typ\":\"JWT\",\"alg\":\"ES256\"}".getBytes(StandardCharsets.US_ASCII))
            + "."
            + encoded(claims.toString().getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(secret);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return "vapid t=%s.%s, k=%s".formatted(signed, encoded(signature.sign()), shown);
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  private static String origin(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return "%s://%s%s"
        .formatted(
            url.getScheme().toLowerCase(Locale.ROOT), url.getHost().toLowerCase(Locale.ROOT), port);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return "VapidKey";
  }
}
