package io.xiaoer.media;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names a medium. Not to be guessed: 128 bits of chance. */
public record MediaId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{32}");
  private static final SecureRandom RANDOM = new SecureRandom();

  public MediaId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("media id: not one of ours");
    }
  }

  /** Empty when it cannot be one of ours. */
  public static Optional<MediaId> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new MediaId(text)) : Optional.empty();
  }

  static MediaId next() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new MediaId(HexFormat.of().formatHex(bytes));
  }

  @Override
  public String toString() {
    return value;
  }
}
