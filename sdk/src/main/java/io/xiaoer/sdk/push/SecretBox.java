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
 * <p>Whoever has the token can sign anything, and CBC lets them change what they have recorded. If
 * they could tell a wrong padding from a wrong length or appid, they could decrypt a recorded push
 * byte by byte without the key. So every cipher text of one size takes the same way through here:
 * no check returns early, none decides how much the next one has to do, and a message is cut out
 * even where there is none. (The JDK promises no constant time; what is left are nanoseconds.)
 *
 * <p>A cipher returns to the state after its initialisation when it is done, so ciphers are kept
 * initialised between pushes. They are kept in a queue and not by thread, because virtual threads
 * are too many and too short-lived to own one.
 */
final class SecretBox {
  /** How far a cipher text could be opened. */
  enum Outcome {
    /** Padding or length is wrong: most likely another EncodingAESKey. */
    SHUT,
    /** Whole, and meant for another appid. */
    FOREIGN,
    OPEN
  }

  /**
   * What is in a cipher text.
   *
   * @param text the message when {@link Outcome#OPEN}; else bytes that mean nothing
   */
  record Opened(Outcome outcome, ClearText text) {}

  private static final int cipherBlockBytes = 16;
  private static final int paddingBytesMax = 32; // The platform pads to 32, not to the cipher's 16.
  private static final int randomBytes = 16;
  private static final int headBytes = randomBytes + 4;

  /** The head, an appid of any length, and the padding that fills up to a multiple of 16. */
  private static final int cipherTextBytesMin = 3 * cipherBlockBytes;

  /** More than can be decrypting at once on any machine that serves a desk. */
  private static final int idleCiphersMax = 64;

  private final EncodingAesKey key;
  private final byte[] appId;
  private final ArrayBlockingQueue<Cipher> idle = new ArrayBlockingQueue<>(idleCiphersMax);

  SecretBox(EncodingAesKey key, byte[] appId) {
    this.key = key;
    this.appId = appId.clone();
  }

  /** Whether a cipher text has a size that the platform could have made. */
  static boolean isWhole(byte[] cipherText) {
    return cipherText.length >= cipherTextBytesMin && cipherText.length % cipherBlockBytes == 0;
  }

  /**
   * Opens one.
   *
   * @param cipherText {@linkplain #isWhole whole}
   */
  Opened open(byte[] cipherText) {
    try {
      Cipher cipher = idle.poll();
      if (cipher == null) {
        cipher = initialised();
      }
      byte[] clear = cipher.doFinal(cipherText);
      idle.offer(cipher); // not after an exception, which leaves its state unknown
      return unpack(clear);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("whole blocks can always be decrypted", e);
    }
  }

  /** Sums up what is wrong in {@code bad} and goes on with the nearest value that is possible. */
  private Opened unpack(byte[] clear) {
    int padding = clear[clear.length - 1] & 0xFF;
    int bad = outside(padding, 1, paddingBytesMax);
    for (int i = 1; i <= paddingBytesMax; i++) {
      int isPadding = (i - 1 - padding) >> 31; // all bits up to the padding's length, none beyond
      bad |= isPadding & ((clear[clear.length - i] & 0xFF) ^ padding);
    }
    int end = clear.length - Math.max(1, Math.min(padding, paddingBytesMax));
    bad |= outside(end, headBytes, clear.length);
    end = Math.max(end, headBytes);
    int length =
        (clear[randomBytes] & 0xFF) << 24
            | (clear[randomBytes + 1] & 0xFF) << 16
            | (clear[randomBytes + 2] & 0xFF) << 8
            | (clear[randomBytes + 3] & 0xFF);
    bad |= outside(length, 0, end - headBytes);
    int messageEnd = headBytes + Math.max(0, Math.min(length, end - headBytes));
    boolean ours = MessageDigest.isEqual(appId, Arrays.copyOfRange(clear, messageEnd, end));
    ClearText text = ClearText.of(clear, headBytes, messageEnd);
    return new Opened(bad != 0 ? Outcome.SHUT : ours ? Outcome.OPEN : Outcome.FOREIGN, text);
  }

  /** 0 for a value from {@code min} to {@code max}, which are small and not negative; else 1. */
  private static int outside(int value, int min, int max) {
    return (value | (value - min) | (max - value)) >>> 31; // a negative value says so by itself
  }

  private Cipher initialised() throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, key.key(), key.iv());
    return cipher;
  }
}
