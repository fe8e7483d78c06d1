package io.xiaoer.platform;

import io.xiaoer.api.Characters;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Texts of an event as they may be kept and shown. They come signed, and still from outside: they
 * are cut, nothing in them turns the text around them, and a link leads to the platform's own
 * pages.
 */
final class ForeignText {
  static final int NAME_CHARS_MAX = 100;
  static final int PATH_CHARS_MAX = 200;
  static final int CONTENT_CHARS_MAX = 2_000;
  private static final int URL_CHARS_MAX = 500;

  private static final String PAGES = "weixin.qq.com";

  private ForeignText() {}

  /** At most so many characters, with what cannot be seen as blanks; lines stay lines. */
  static String shown(String text, int charsMax) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(charsMax * 2L) // what is stripped below counts, too, but not for ever
        .map(c -> c == '\n' || !Characters.isUnprintable(c) ? c : ' ')
        .forEach(shown::appendCodePoint);
    String stripped = shown.toString().strip();
    int chars = stripped.codePointCount(0, stripped.length());
    return chars <= charsMax
        ? stripped
        : stripped.substring(0, stripped.offsetByCodePoints(0, charsMax - 1)) + "…";
  }

  /** The address when it is one of the platform's pages, else empty. */
  static String link(String address) {
    String stripped = address.strip();
    if (stripped.length() > URL_CHARS_MAX) {
      return "";
    }
    try {
      URI url = new URI(stripped);
      String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
      return "https".equalsIgnoreCase(url.getScheme())
              && (host.equals(PAGES) || host.endsWith("." + PAGES))
              && url.getRawUserInfo() == null
              && url.getPort() == -1
          ? url.toASCIIString()
          : "";
    } catch (URISyntaxException notAnAddress) {
      return "";
    }
  }
}
