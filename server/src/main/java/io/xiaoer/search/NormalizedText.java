package io.xiaoer.search;

import io.xiaoer.search.CharClass.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text as it is compared, and where each character of it stands in the text as it was written.
 * Whatever stands between words, however much of it, is one {@link #GAP}.
 */
final class NormalizedText {
  /**
   * More of a message is not searched: the platform's texts are far shorter, and what a stranger
   * pushes may be a megabyte.
   */
  static final int LETTERS_MAX = 4_000;

  /** Nor beyond this, if most of it are gaps and marks. */
  private static final int UNITS_MAX = 4 * LETTERS_MAX;

  private static final int GAP = 0;

  private int[] letters;
  private Kind[] kinds;
  private int[] begins;
  private int[] ends;
  private int length;

  private NormalizedText(int capacity) {
    letters = new int[capacity];
    kinds = new Kind[capacity];
    Arrays.fill(kinds, Kind.GAP);
    begins = new int[capacity];
    ends = new int[capacity];
  }

  /** A place in the text as it was written, in UTF-16 code units. */
  record Span(int begin, int end) {}

  static NormalizedText of(String text) {
    NormalizedText folded = new NormalizedText(Math.min(text.length(), LETTERS_MAX) + 4);
    int at = 0;
    while (at < Math.min(text.length(), UNITS_MAX) && folded.length < LETTERS_MAX) {
      int character = text.codePointAt(at);
      int next = at + Character.charCount(character);
      if (character < 0x80) {
        folded.add(Character.toLowerCase(character), at, next);
      } else {
        String all = CharClass.fold(character);
        for (int i = 0; i < all.length(); i += Character.charCount(all.codePointAt(i))) {
          folded.add(all.codePointAt(i), at, next);
        }
      }
      at = next;
    }
    return folded;
  }

  private void add(int letter, int begin, int end) {
    Kind kind = CharClass.kind(letter);
    boolean afterGap = length == 0 || kinds[length - 1] == Kind.GAP;
    if (!afterGap && kinds[length - 1] == Kind.SIGN) {
      int one = CharClass.composed(letters[length - 1], letter);
      if (one >= 0) {
        letters[length - 1] = one;
        ends[length - 1] = end;
        return;
      }
    }
    switch (kind) {
      case MARK -> {
        if (!afterGap) {
          ends[length - 1] = end;
        }
      }
      case GAP -> {
        if (!afterGap) {
          put(GAP, kind, begin, end);
        }
      }
      case SIGN, LETTER, DIGIT -> put(letter, kind, begin, end);
    }
  }

  private void put(int letter, Kind kind, int begin, int end) {
    if (length == letters.length) {
      int more = length + length / 2 + 4;
      letters = Arrays.copyOf(letters, more);
      kinds = Arrays.copyOf(kinds, more);
      begins = Arrays.copyOf(begins, more);
      ends = Arrays.copyOf(ends, more);
    }
    letters[length] = letter;
    kinds[length] = kind;
    begins[length] = begin;
    ends[length] = end;
    length++;
  }

  int length() {
    return length;
  }

  int letter(int at) {
    return letters[at];
  }

  Kind kind(int at) {
    return kinds[at];
  }

  /** The first place behind {@code from} where another kind of character stands. */
  int runEnd(int from) {
    int end = from + 1;
    while (end < length && kinds[end] == kinds[from]) {
      end++;
    }
    return end;
  }

  /** The pieces between the gaps, each as a text of its own. */
  List<NormalizedText> words() {
    List<NormalizedText> words = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at <= length; at++) {
      if (at == length || kind(at) == Kind.GAP) {
        if (at > begin) {
          words.add(slice(begin, at));
        }
        begin = at + 1;
      }
    }
    return words;
  }

  private NormalizedText slice(int from, int to) {
    NormalizedText slice = new NormalizedText(0);
    slice.letters = Arrays.copyOfRange(letters, from, to);
    slice.kinds = Arrays.copyOfRange(kinds, from, to);
    slice.begins = Arrays.copyOfRange(begins, from, to);
    slice.ends = Arrays.copyOfRange(ends, from, to);
    slice.length = to - from;
    return slice;
  }

  /**
   * Where {@code word} stands here. A word that begins with one or two letters or digits is found
   * where such a word begins, and else anywhere: {@code xl} is not meant to find pixels.
   */
  List<Span> find(NormalizedText word) {
    List<Span> found = new ArrayList<>();
    boolean atBeginning = word.kind(0) != Kind.SIGN && word.runEnd(0) < Grams.LETTERS;
    int at = 0;
    while (at + word.length <= length) {
      if (Arrays.equals(letters, at, at + word.length, word.letters, 0, word.length)
          && (!atBeginning || at == 0 || kinds[at - 1] != kinds[at])) {
        found.add(new Span(begins[at], ends[at + word.length - 1]));
        at += word.length;
      } else {
        at++;
      }
    }
    return found;
  }

  /** Whether both are the same to who searches. */
  boolean same(NormalizedText other) {
    return Arrays.equals(letters, 0, length, other.letters, 0, other.length);
  }
}
