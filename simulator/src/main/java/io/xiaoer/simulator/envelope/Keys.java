package io.xiaoer.simulator.envelope;

import java.util.Base64;

/** What signing and encrypting for one shop takes. */
public record Keys(String appId, String token, String encodingAesKey) {
  public static final int ENCODING_AES_KEY_CHARS = 43;

  /**
   * The 32 bytes behind the 43 characters. The last character carries two bits too many, usually
   * not zero; Java's decoder refuses those, so they are cleared first.
   */
  byte[] aesKey() {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    int last = ENCODING_AES_KEY_CHARS - 1;
    char cleared = alphabet.charAt(alphabet.indexOf(encodingAesKey.charAt(last)) & ~0b11);
    return Base64.getDecoder().decode(encodingAesKey.substring(0, last) + cleared + "=");
  }
}
