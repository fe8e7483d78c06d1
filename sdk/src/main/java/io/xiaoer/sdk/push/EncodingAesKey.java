package io.xiaoer.sdk.push;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The EncodingAESKey of a shop: 43 characters that are the Base64 form of an AES-256 key without
 * its final {@code =}.
 *
 * @see <a
 *     href="https://developers.weixin.qq.com/doc/oplatform/developers/dev/push/encryption">encryption
 *     of pushes on the platform's pages</a>
 */
public final class EncodingAesKey {
  private static final int chars = 43;
  private static final int ivBytes = 16;

  private final SecretKeySpec key;
  private final IvParameterSpec iv;

  private EncodingAesKey(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
    this.iv =
        new IvParameterSpec(key, 0, ivBytes); // the platform's choice: the key's own beginning
  }

  /**
   * Reads a key as the platform's console shows it. The last character has two bits to spare, which
   * the console usually sets: they are ignored.
   *
   * @throws IllegalArgumentException naming what is wrong and never the key
   */
  public static EncodingAesKey parse(String text) {
    if (text.length() != chars) {
      throw new IllegalArgumentException(text.length() + " characters (expected: " + chars + ")");
    }
    for (int i = 0; i < chars; i++) {
      if (!isBase64(text.charAt(i))) {
        throw new IllegalArgumentException(
            "character "
                + (i + 1)
                + " is none of A-Z a-z 0-9 + / (expected: "
                + chars
                + " of them)");
      }
    }
    return new EncodingAesKey(
        Base64.getDecoder().decode((text + "=").getBytes(StandardCharsets.US_ASCII)));
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }

  SecretKeySpec key() {
    return key;
  }

  IvParameterSpec iv() {
    return iv;
  }

  @Override
  public String toString() {
    return "EncodingAesKey[…]";
  }
}
