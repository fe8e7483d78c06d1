package io.xiaoer.wording;

import io.xiaoer.api.Characters;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * A text in one spelling, which knows for each of its chars where that came from. Wide letters,
 * circled digits and the like are the plain ones; what cannot be seen is left out.
 */
public final class FoldedText {
  private final StringBuilder chars = new StringBuilder();
  private int[] from;
  private int[] to;

  private FoldedText(int capacity) {
    from = new int[capacity];
    to = new int[capacity];
  }

  /** With its blanks and capitals. */
  public static FoldedText visible(String text) {
    FoldedText folded = new FoldedText(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int end = i + Character.charCount(point);
      if (isPlain(point)) {
        folded.append((char) point, i, end);
      } else if (Character.isSpaceChar(point) || point == '\t') {
        folded.append(isLineEnd(point) ? '\n' : ' ', i, end);
      } else if (!Characters.isInvisible(point) && !isMark(point)) {
        String plain = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC);
        for (int c = 0; c < plain.length(); c++) {
          folded.append(plain.charAt(c), i, end);
        }
      }
      i = end;
    }
    return folded;
  }

  /** In small letters and without blanks, so that letters set apart are a word again. */
  public FoldedText tight() {
    return small(false);
  }

  /** In small letters, with blanks only where they keep Latin words or numbers apart. */
  public FoldedText loose() {
    return small(true);
  }

  private FoldedText small(boolean apart) {
    FoldedText folded = new FoldedText(chars.length() + 16);
    boolean blank = false;
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (c == ' ') {
        blank = true;
        continue;
      }
      if (apart && blank && isLatin(c) && !folded.chars.isEmpty() && isLatin(folded.last())) {
        folded.append(' ', folded.to[folded.length() - 1], from[i]);
      }
      blank = false;
      if (c < 0x80) {
        folded.append(Character.toLowerCase(c), from[i], to[i]);
      } else {
        String letter = String.valueOf(c).toLowerCase(Locale.ROOT);
        for (int l = 0; l < letter.length(); l++) {
          folded.append(letter.charAt(l), from[i], to[i]);
        }
      }
    }
    return folded;
  }

  private char last() {
    return chars.charAt(chars.length() - 1);
  }

  private static boolean isPlain(int point) {
    return (point > ' ' && point < 0x7f) || (point >= 0x4e00 && point <= 0x9fff) || point == '\n';
  }

  private static boolean isLineEnd(int point) {
    return point == 0x2028 || point == 0x2029;
  }

  private static boolean isMark(int point) {
    int type = Character.getType(point);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  static boolean isLatin(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private void append(char c, int begin, int end) {
    int at = chars.length();
    if (at == from.length) {
      from = Arrays.copyOf(from, at * 2);
      to = Arrays.copyOf(to, at * 2);
    }
    chars.append(c);
    from[at] = begin;
    to[at] = end;
  }

  public int length() {
    return chars.length();
  }

  public char charAt(int at) {
    return chars.charAt(at);
  }

  String slice(int begin, int end) {
    return chars.substring(begin, end);
  }

  int indexOf(String word, int start) {
    return chars.indexOf(word, start);
  }

  /** Where the char at this place began in the text as it was written. */
  public int from(int at) {
    return from[at];
  }

  /** Behind the char at this place, in the text as it was written. */
  public int to(int at) {
    return to[at];
  }

  /** Whether the chars on both sides of {@code at} stood side by side. */
  boolean adjoins(int at) {
    return at > 0 && at < chars.length() && to[at - 1] >= from[at];
  }

  @Override
  public String toString() {
    return chars.toString();
  }
}
