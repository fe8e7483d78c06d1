package io.xiaoer.sdk.event;

/** Text that every reader shows alike. */
final class WellFormed {
  private WellFormed() {}

  /**
   * Halves of a character, which JSON can write as an escape, become U+FFFD. Left as they are, one
   * reader would write the escape again, another a question mark, and a third would fail.
   */
  static String of(String text) {
    int at = firstLoneSurrogate(text);
    if (at < 0) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text);
    for (int i = at; i < whole.length(); i++) {
      if (isLoneSurrogate(whole, i)) {
        whole.setCharAt(i, '\uFFFD');
      }
    }
    return whole.toString();
  }

  private static int firstLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLoneSurrogate(text, i)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isLoneSurrogate(CharSequence text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
