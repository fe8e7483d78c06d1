package io.xiaoer.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A secret as it may stand in a file that people edit: {@value #PREFIX} and the sealed bytes in
 * Base64, on one line.
 */
public final class SealedText {
  public static final String PREFIX = "sealed:";

  /** One place for all keys of the file: whoever may edit it may move a value anyway. */
  private static final String PLACE = "xiaoer.yaml";

  private SealedText() {}

  public static boolean isSealed(CharSequence text) {
    return text.length() >= PREFIX.length()
        && PREFIX.contentEquals(text.subSequence(0, PREFIX.length()));
  }

  public static String close(Seal seal, String clear) {
    byte[] sealed = seal.close(clear.getBytes(StandardCharsets.UTF_8), PLACE);
    return PREFIX + Base64.getEncoder().encodeToString(sealed);
  }

  /** Empty when it was sealed with another key, or altered. */
  public static Optional<String> open(Seal seal, CharSequence text) {
    byte[] sealed;
    try {
      sealed = Base64.getDecoder().decode(text.toString().substring(PREFIX.length()).strip());
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    return seal.open(sealed, PLACE).map(clear -> new String(clear, StandardCharsets.UTF_8));
  }
}
