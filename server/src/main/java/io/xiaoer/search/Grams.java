package io.xiaoer.search;

import io.xiaoer.search.CharClass.Kind;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Cuts texts into the pieces that the index knows, each as a number.
 *
 * <p>Where words have no blanks between, each sign is a piece and each two neighbours are one: most
 * Chinese words have two characters, so a word is found by looking up one piece. Letters and digits
 * are cut into threes, so that any part of an order's number is found; of each run of them the
 * first one and the first two are pieces as well, for what is shorter.
 *
 * <p>What holds: the pieces of a word that is looked for are among those of every text in which
 * {@link NormalizedText#find} finds it. The reverse does not hold, so what the index gives is
 * looked at again.
 */
final class Grams {
  /** Letters and digits are cut into pieces of so many. */
  static final int LETTERS = 3;

  private Grams() {}

  /** All pieces of a text that is kept. */
  static void addAll(NormalizedText text, Set<Integer> pieces) {
    int at = 0;
    while (at < text.length()) {
      int end = text.runEnd(at);
      switch (text.kind(at)) {
        case GAP, MARK -> {}
        case SIGN -> {
          for (int i = at; i < end; i++) {
            pieces.add(Token.sign(text.letter(i)));
            if (i + 1 < end) {
              pieces.add(Token.signs(text.letter(i), text.letter(i + 1)));
            }
          }
        }
        case LETTER, DIGIT -> {
          pieces.add(Token.beginning(text.letter(at)));
          if (at + 1 < end) {
            pieces.add(Token.beginning(text.letter(at), text.letter(at + 1)));
          }
          addThrees(text, at, end, pieces);
        }
      }
      at = end;
    }
  }

  /** The fewest pieces that every text with this word has. */
  static Set<Integer> of(NormalizedText word) {
    Set<Integer> pieces = new LinkedHashSet<>();
    int at = 0;
    while (at < word.length()) {
      int end = word.runEnd(at);
      if (word.kind(at) == Kind.SIGN) {
        if (end - at == 1) {
          pieces.add(Token.sign(word.letter(at)));
        }
        for (int i = at; i + 1 < end; i++) {
          pieces.add(Token.signs(word.letter(i), word.letter(i + 1)));
        }
      } else {
        switch (end - at) {
          case 1 -> pieces.add(Token.beginning(word.letter(at)));
          case 2 -> pieces.add(Token.beginning(word.letter(at), word.letter(at + 1)));
          default -> addThrees(word, at, end, pieces);
        }
      }
      at = end;
    }
    return pieces;
  }

  private static void addThrees(NormalizedText text, int from, int to, Set<Integer> pieces) {
    for (int i = from; i + LETTERS <= to; i++) {
      pieces.add(Token.three(text.letter(i), text.letter(i + 1), text.letter(i + 2)));
    }
  }
}
