package io.xiaoer.search;

import io.xiaoer.search.NormalizedText.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The part of a text that shows what was found.
 *
 * @param marks what was found in it, in UTF-16 code units of {@code text}, in order and apart
 */
public record Snippet(String text, List<Mark> marks) {
  /** Two lines of a result. */
  private static final int UNITS_MAX = 120;

  /** So much of what stands before is shown, to see what it is about. */
  private static final int UNITS_BEFORE = 20;

  private static final String CUT = "…";
  private static final char HALF_SHOWN = 0xFFFD;

  /** From {@code begin} to before {@code end}. */
  public record Mark(int begin, int end) {}

  static Snippet of(String text, List<Span> found) {
    List<Mark> marks = merged(found);
    int first = marks.isEmpty() ? 0 : marks.getFirst().begin();
    int begin = whole(text, text.length() <= UNITS_MAX ? 0 : Math.max(0, first - UNITS_BEFORE));
    int end = whole(text, Math.min(text.length(), begin + UNITS_MAX));
    String before = begin > 0 ? CUT : "";
    String after = end < text.length() ? CUT : "";
    int shift = before.length() - begin;
    List<Mark> shown = new ArrayList<>();
    for (Mark mark : marks) {
      int from = Math.max(mark.begin, begin);
      int to = Math.min(mark.end, end);
      if (from < to) {
        shown.add(new Mark(from + shift, to + shift));
      }
    }
    return new Snippet(before + inOneLine(text.substring(begin, end)) + after, shown);
  }

  @Override
  public String toString() {
    return "Snippet[" + text.length() + " characters]";
  }

  /** Not between the two halves of a character. */
  private static int whole(String text, int at) {
    return at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1))
        ? at - 1
        : at;
  }

  /**
   * As long as before, so that the marks stay where they are. Half a character, which a customer's
   * JSON may have, would be none in ours.
   */
  private static String inOneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(letter -> {
          boolean half = letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
          line.appendCodePoint(half ? HALF_SHOWN : letter < ' ' ? ' ' : letter);
        });
    return line.toString();
  }

  private static List<Mark> merged(List<Span> found) {
    List<Mark> marks = new ArrayList<>();
    found.stream()
        .sorted(Comparator.comparingInt(Span::begin).thenComparingInt(Span::end))
        .forEach(span -> {
          Mark last = marks.isEmpty() ? null : marks.getLast();
          if (last != null && span.begin() <= last.end) {
            marks.set(marks.size() - 1, new Mark(last.begin, Math.max(last.end, span.end())));
          } else {
            marks.add(new Mark(span.begin(), span.end()));
          }
        });
    return marks;
  }
}
