package io.xiaoer.sdk.event;

import org.jspecify.annotations.Nullable;

/** How a text of the platform is written. A Store's own pushes are JSON; other accounts get XML. */
public enum Format {
  JSON,
  XML;

  /**
   * Recognises the format by the first significant byte, an opening brace or {@code <}. A UTF-8
   * byte order mark and white space before it are passed over.
   *
   * @return null when the text is neither, or is empty
   */
  public static @Nullable Format of(byte[] text) {
    int start = firstSignificant(text);
    if (start == text.length) {
      return null;
    }
    return switch (text[start]) {
      case '{' -> JSON;
      case '<' -> XML;
      default -> null;
    };
  }

  /** The index of the first byte that is neither byte order mark nor white space. */
  static int firstSignificant(byte[] text) {
    int at = 0;
    if (text.length >= 3
        && text[0] == (byte) 0xEF
        && text[1] == (byte) 0xBB
        && text[2] == (byte) 0xBF) {
      at = 3;
    }
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n')) {
      at++;
    }
    return at;
  }
}
