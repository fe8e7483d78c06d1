package io.xiaoer.sdk.event;

/**
 * Characters that XML 1.0 does not know and customers send all the same: control characters that
 * came with a paste, U+FFFE, and references to them by number. An XML reader refuses the whole
 * document for one of them, and in JSON they are taken. So they are written as two characters that
 * XML knows before it is read ({@link #hide}), and turned back in the values ({@link #show}).
 *
 * <p>The pair is {@link #MARK}, from the private use area, and an ASCII character that says which:
 * the control character plus 64 as in {@code ^H}. The mark itself, should a text have it, becomes a
 * pair as well, so that every text comes back as it was.
 */
final class XmlCharacters {
  private static final char MARK = '\uF5A3';
  private static final char MARK_ITSELF = 'm';
  private static final char FFFE = 'e';
  private static final char FFFF = 'f';
  private static final char CONTROL = '@';

  private static final String CDATA = "<![CDATA[";
  private static final String CDATA_END = "]]>";
  private static final String COMMENT = "<!--";
  private static final String COMMENT_END = "-->";

  /** No reference to a character needs more digits; leading zeros are allowed, within reason. */
  private static final int REFERENCE_CHARS_MAX = 24;

  private XmlCharacters() {}

  static String hide(String xml) {
    int at = firstToHide(xml);
    if (at < 0) {
      return xml;
    }
    StringBuilder hidden = new StringBuilder(xml.length() + 64);
    int from = 0;
    while (from < xml.length()) {
      // In these two an ampersand is an ampersand.
      if (xml.startsWith(CDATA, from)) {
        from = literally(xml, from, CDATA_END, hidden);
      } else if (xml.startsWith(COMMENT, from)) {
        from = literally(xml, from, COMMENT_END, hidden);
      } else {
        from = one(xml, from, hidden);
      }
    }
    // Two references can be the halves of one character, which are well together and not alone.
    return WellFormed.of(hidden.toString());
  }

  /** Copies up to and with {@code end}, or all that is left; where it goes on. */
  private static int literally(String xml, int from, String end, StringBuilder to) {
    int found = xml.indexOf(end, from);
    int until = found < 0 ? xml.length() : found + end.length();
    for (int i = from; i < until; i++) {
      put(xml.charAt(i), to);
    }
    return until;
  }

  /** One character or one reference to one; where it goes on. */
  private static int one(String xml, int from, StringBuilder to) {
    if (xml.startsWith("&#", from)) {
      int end = xml.indexOf(';', from);
      if (end > 0 && end - from <= REFERENCE_CHARS_MAX) {
        int referred = referred(xml.substring(from + 2, end));
        if (referred >= 0 && (!isXml(referred) || referred == MARK)) {
          put(Character.isBmpCodePoint(referred) ? (char) referred : '\uFFFD', to);
          return end + 1;
        }
      }
    }
    put(xml.charAt(from), to);
    return from + 1;
  }

  private static void put(char c, StringBuilder to) {
    if (c == MARK) {
      to.append(MARK).append(MARK_ITSELF);
    } else if (c == '\uFFFE') {
      to.append(MARK).append(FFFE);
    } else if (c == '\uFFFF') {
      to.append(MARK).append(FFFF);
    } else if (isControl(c)) {
      to.append(MARK).append((char) (c + CONTROL));
    } else {
      to.append(c);
    }
  }

  static String show(CharSequence value) {
    String hidden = value.toString();
    int at = hidden.indexOf(MARK);
    if (at < 0) {
      return hidden;
    }
    StringBuilder shown = new StringBuilder(hidden.length()).append(hidden, 0, at);
    while (at < hidden.length()) {
      char c = hidden.charAt(at++);
      if (c == MARK && at < hidden.length()) {
        shown.append(meant(hidden.charAt(at++)));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static char meant(char by) {
    return switch (by) {
      case MARK_ITSELF -> MARK;
      case FFFE -> '\uFFFE';
      case FFFF -> '\uFFFF';
      default -> (char) (by - CONTROL);
    };
  }

  private static int firstToHide(String xml) {
    for (int i = 0; i < xml.length(); i++) {
      char c = xml.charAt(i);
      if (isControl(c) || c >= '\uFFFE' || c == MARK || (c == '&' && xml.startsWith("&#", i))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isControl(int c) {
    return c < ' ' && c != '\t' && c != '\n' && c != '\r';
  }

  private static boolean isXml(int codePoint) {
    return !isControl(codePoint)
        && (codePoint < 0xD800 || codePoint > 0xDFFF)
        && codePoint != 0xFFFE
        && codePoint != 0xFFFF
        && codePoint <= Character.MAX_CODE_POINT;
  }

  /**
   * -1 when it is malformed, which the XML reader will say; beyond Unicode when it is too large.
   */
  private static int referred(String reference) {
    boolean hex = reference.startsWith("x");
    int radix = hex ? 16 : 10;
    int value = 0;
    int from = hex ? 1 : 0;
    if (from == reference.length()) {
      return -1;
    }
    for (int i = from; i < reference.length(); i++) {
      char c = reference.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = Math.min(value * radix + digit, Character.MAX_CODE_POINT + 1);
    }
    return value;
  }
}
