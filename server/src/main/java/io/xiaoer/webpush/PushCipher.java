package io.xiaoer.webpush;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts a message so that one browser reads it and nobody on its way does (RFC 8291): one record
 * of the form {@code aes128gcm} (RFC 8188), with a key made for this message alone.
 *
 * <p>All messages have the same length: whoever carries them learns nothing from it.
 */
public final class PushCipher {
  /** As the header {@code Content-Encoding} names it. */
  public static final String ENCODING = "aes128gcm";

  /** What a push service must take is 4096 bytes with the header; some devices get less. */
  public static final int CLEAR_BYTES_MAX = 2_000;

  private static final int RECORD_BYTES = 4_096;
  private static final int SALT_BYTES = 16;
  private static final int KEY_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int INPUT_KEY_BYTES = 32;

  /** Behind the text of the last record; zeros follow. */
  private static final byte LAST = 2;

  private static final SecureRandom RANDOM = new SecureRandom();

  private PushCipher() {}

  public static byte[] encrypt(String clear, Receiver receiver) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    byte[] text = clear.getBytes(StandardCharsets.UTF_8);
    if (text.length > CLEAR_BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s bytes (expected: at most %s)".formatted(text.length, CLEAR_BYTES_MAX));
    }
    return encrypt(text, CLEAR_BYTES_MAX - text.length, receiver, P256.generate(), salt);
  }

  /** {@code padding}: how many zeros follow the text. */
  static byte[] encrypt(byte[] clear, int padding, Receiver receiver, KeyPair own, byte[] salt) {
    byte[] ownPublic = P256.bytes(own.getPublic());
    byte[] padded = Arrays.copyOf(clear, clear.length + 1 + padding);
    padded[clear.length] = LAST;
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(own.getPrivate());
      agreement.doPhase(receiver.key(), true);
      byte[] info =
          ByteBuffer.allocate("WebPush: info\0".length() + 2 * P256.PUBLIC_BYTES)
              .put(ascii("WebPush: info\0"))
              .put(P256.bytes(receiver.key()))
              .put(ownPublic)
              .array();
      byte[] input = derive(agreement.generateSecret(), receiver.secret(), info, INPUT_KEY_BYTES);
      byte[] key = derive(input, salt, ascii("Content-Encoding: aes128gcm\0"), KEY_BYTES);
      byte[] nonce = derive(input, salt, ascii("Content-Encoding: nonce\0"), NONCE_BYTES);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BITS, nonce));
      byte[] sealed = cipher.doFinal(padded);
      return ByteBuffer.allocate(SALT_BYTES + Integer.BYTES + 1 + P256.PUBLIC_BYTES + sealed.length)
          .put(salt)
          .putInt(RECORD_BYTES)
          .put((byte) P256.PUBLIC_BYTES)
          .put(ownPublic)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  private static byte[] derive(byte[] secret, byte[] salt, byte[] info, int bytes)
      throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(
            HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, bytes));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
