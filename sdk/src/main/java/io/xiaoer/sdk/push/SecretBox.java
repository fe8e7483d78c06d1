package io.xiaoer.sdk.push;

import io.xiaoer.sdk.event.ClearText;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Cipher;

/**
 * Opens cipher texts made with one key: AES-256-CBC around 16 random bytes, the length of the
 * message in four bytes, the message, the appid, and 1 to 32 bytes of padding that each say how
 * many they are.
 *
 * <p>A cipher returns to the state after its initialisation when it is done, so ciphers are kept
 * initialised between pushes. They are kept in a queue and not by thread, because virtual threads
 * are too many and too short-lived to own one.
 */
final class SecretBox {
  sealed interface Opened {
    record Message(ClearText text) implements Opened {}

    record Refused(Reason reason, String detail) implements Opened {}
  }

  private static final int cipherBlockBytes = 16;
  private static final int paddingBytesMax = 32; // The platform pads to 32, not to the cipher's 16.
  private static final int randomBytes = 16;
  private static final int headBytes = randomBytes + 4;

  /** More than can be decrypting at once on any machine that serves a desk. */
  private static final int idleCiphersMax = 64;

  private final EncodingAesKey key;
  private final byte[] appId;
  private final ArrayBlockingQueue<Cipher> idle = new ArrayBlockingQueue<>(idleCiphersMax);

  SecretBox(EncodingAesKey key, byte[] appId) {
    this.key = key;
    this.appId = appId.clone();
  }

  Opened open(byte[] encrypted) {
    if (encrypted.length == 0 || encrypted.length % cipherBlockBytes != 0) {
      return undecryptable(
          "cipher text of " + encrypted.length + " bytes (expected: whole blocks of 16)");
    }
    byte[] clear;
    try {
      Cipher cipher = idle.poll();
      if (cipher == null) {
        cipher = initialised();
      }
      clear = cipher.doFinal(encrypted);
      idle.offer(cipher); // not after an exception, which leaves its state unknown
    } catch (GeneralSecurityException e) {
      return undecryptable("cipher text cannot be decrypted");
    }
    return unpack(clear);
  }

  private Opened unpack(byte[] clear) {
    int padding = clear[clear.length - 1] & 0xFF;
    if (padding < 1 || padding > paddingBytesMax || padding > clear.length - headBytes) {
      return undecryptable("padding is wrong: most likely another EncodingAESKey");
    }
    int end = clear.length - padding;
    int different = 0;
    for (int i = end; i < clear.length; i++) {
      different |= clear[i] ^ padding;
    }
    if (different != 0) {
      return undecryptable("padding is wrong: most likely another EncodingAESKey");
    }
    int length =
        (clear[randomBytes] & 0xFF) << 24
            | (clear[randomBytes + 1] & 0xFF) << 16
            | (clear[randomBytes + 2] & 0xFF) << 8
            | (clear[randomBytes + 3] & 0xFF);
    if (length < 0 || length > end - headBytes) { // a difference of small numbers cannot overflow
      return undecryptable("length of the message goes beyond the clear text");
    }
    int messageEnd = headBytes + length;
    if (!MessageDigest.isEqual(appId, Arrays.copyOfRange(clear, messageEnd, end))) {
      return new Opened.Refused(Reason.APP_ID_WRONG, "encrypted for another appid");
    }
    return new Opened.Message(ClearText.of(clear, headBytes, messageEnd));
  }

  private Cipher initialised() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key.key(), key.iv());
    return cipher;
  }

  private static Opened undecryptable(String detail) {
    return new Opened.Refused(Reason.UNDECRYPTABLE, detail);
  }
}
