package io.xiaoer.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** What can be kept and what can be seen of a text that somebody sends. */
public final class Characters {
  /** Letters and symbols by their category that no font shows: fillers and the empty Braille. */
  private static final Set<Integer> BLANK_LETTERS =
      Set.of(0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0);

  private Characters() {}

  /**
   * Neither NUL, which PostgreSQL cannot keep, nor half of a surrogate pair, which UTF-8 cannot.
   */
  public static boolean canBeStored(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether a reader would see nothing: only blanks, controls, and characters without a shape. */
  public static boolean isInvisible(String text) {
    return text.codePoints().allMatch(Characters::isInvisible);
  }

  /** Blanks and the ends of lines too. */
  public static boolean isInvisible(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.SURROGATE ->
          true;
      default -> isBlankLetter(point) || isVariationSelector(point);
    };
  }

  /** A letter or symbol that is drawn as a blank. */
  public static boolean isBlankLetter(int point) {
    return BLANK_LETTERS.contains(point);
  }

  /**
   * Of a category that draws nothing, turns the text around it, or looks different on each machine;
   * blanks are none of them.
   */
  public static boolean isUnprintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static boolean isVariationSelector(int point) {
    return (point >= 0xfe00 && point <= 0xfe0f) || (point >= 0xe0100 && point <= 0xe01ef);
  }

  /** Whether {@code written} is percent-encoded UTF-8 of a text that can be stored. */
  static boolean canBeDecoded(String written) {
    if (written.indexOf('%') < 0) {
      return written.indexOf('\0') < 0;
    }
    ByteBuffer bytes = ByteBuffer.allocate(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != '%') {
        bytes.put((byte) c); // Tomcat has made one char of each byte.
        continue;
      }
      int high = i + 2 < written.length() ? Character.digit(written.charAt(i + 1), 16) : -1;
      int low = high < 0 ? -1 : Character.digit(written.charAt(i + 2), 16);
      if (low < 0) {
        return false;
      }
      bytes.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(bytes.flip())
          .chars()
          .noneMatch(c -> c == 0);
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
