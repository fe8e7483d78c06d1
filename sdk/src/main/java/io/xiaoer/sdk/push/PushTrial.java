package io.xiaoer.sdk.push;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;

/**
 * What the platform would send to a push URL, signed and sealed with the shop's own settings: to
 * try one's own URL before the platform does. Immutable.
 */
public final class PushTrial {
  private static final int randomBytes = 16;
  private static final int paddingBytesMax = 32; // The platform pads to 32, not to the cipher's 16.
  private static final int nonceBound = 1_000_000_000;

  private final String query;
  private final byte[] body;

  private PushTrial(String query, byte[] body) {
    this.query = query;
    this.body = body;
  }

  /**
   * What is asked by GET when the URL is entered at the platform; the right answer is {@code echo}
   * and nothing else.
   *
   * @param echo letters and digits
   */
  public static PushTrial urlCheck(
      PushSettings settings, String echo, Instant now, RandomGenerator random) {
    return new PushTrial(
        signed(settings, now, nonce(random)) + "&echostr=" + encoded(echo), new byte[0]);
  }

  /**
   * A push, for POST; the right answer is {@code success}.
   *
   * @param userName the shop's, {@code gh_…}
   * @param openId the customer's, as in {@code message}
   * @param message the clear text
   */
  public static PushTrial message(
      PushSettings settings,
      String userName,
      String openId,
      String message,
      Instant now,
      RandomGenerator random) {
    String nonce = nonce(random);
    String query = signed(settings, now, nonce) + "&openid=" + encoded(openId);
    if (settings.mode() == Mode.PLAINTEXT) {
      return new PushTrial(query, Signature.bytes(message));
    }
    String sealed = sealed(settings, message, random);
    String signature =
        text(
            Signature.of(
                Signature.bytes(settings.tokens().get(0)),
                Signature.bytes(timestamp(now)),
                Signature.bytes(nonce),
                Signature.bytes(sealed)));
    return new PushTrial(
        query + "&encrypt_type=aes&msg_signature=" + signature,
        Signature.bytes("{\"ToUserName\":\"" + userName + "\",\"Encrypt\":\"" + sealed + "\"}"));
  }

  /** What follows the URL's question mark. */
  public String query() {
    return query;
  }

  /** JSON; empty for a {@link #urlCheck}. */
  public byte[] body() {
    return body.clone();
  }

  @Override
  public String toString() {
    return "PushTrial[" + body.length + " bytes]";
  }

  private static String signed(PushSettings settings, Instant now, String nonce) {
    String signature =
        text(
            Signature.of(
                Signature.bytes(settings.tokens().get(0)),
                Signature.bytes(timestamp(now)),
                Signature.bytes(nonce)));
    return "signature=" + signature + "&timestamp=" + timestamp(now) + "&nonce=" + nonce;
  }

  private static String sealed(PushSettings settings, String message, RandomGenerator random) {
    EncodingAesKey key = settings.keys().get(0);
    byte[] text = Signature.bytes(message);
    byte[] noise = new byte[randomBytes];
    random.nextBytes(noise);
    ByteArrayOutputStream clear = new ByteArrayOutputStream();
    clear.writeBytes(noise);
    clear.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
    clear.writeBytes(text);
    clear.writeBytes(Signature.bytes(settings.appId()));
    byte[] padding = new byte[paddingBytesMax - clear.size() % paddingBytesMax];
    Arrays.fill(padding, (byte) padding.length);
    clear.writeBytes(padding);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key.key(), key.iv());
      return Base64.getEncoder().encodeToString(cipher.doFinal(clear.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  private static String timestamp(Instant now) {
    return Long.toString(now.getEpochSecond());
  }

  private static String nonce(RandomGenerator random) {
    return Integer.toString(random.nextInt(nonceBound));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String text(byte[] ascii) {
    return new String(ascii, StandardCharsets.US_ASCII);
  }
}
