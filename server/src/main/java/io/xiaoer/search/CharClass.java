package io.xiaoer.search;

import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * What two characters must share to be the same to who searches: width, case and accents do not
 * count. And how a character goes with its neighbours.
 */
final class CharClass {

  /** How a character goes with its neighbours. */
  enum Kind {
    /** Between words. */
    GAP,
    /** Of a script without blanks between words, or a sign that is one by itself: 茶, か, 😀. */
    SIGN,
    /** Of a script whose words have blanks between. */
    LETTER,
    DIGIT,
    /** Changes the character before it: an accent, the colour of a face. */
    MARK
  }

  private static final int SKIN_TONE_FIRST = 0x1F3FB;
  private static final int SKIN_TONE_LAST = 0x1F3FF;
  private static final int HAN_FIRST = 0x4E00;
  private static final int HAN_LAST = 0x9FFF;

  /** The first combining mark. */
  private static final int FIRST_THAT_COMPOSES = 0x300;

  private CharClass() {}

  static Kind kind(int letter) {
    if (letter >= HAN_FIRST && letter <= HAN_LAST) {
      return Kind.SIGN;
    }
    if (letter < 0x80) {
      return letter >= '0' && letter <= '9'
          ? Kind.DIGIT
          : Character.isAlphabetic(letter) ? Kind.LETTER : Kind.GAP;
    }
    return switch (Character.getType(letter)) {
      case Character.DECIMAL_DIGIT_NUMBER -> Kind.DIGIT;
      case Character.OTHER_SYMBOL,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.COMBINING_SPACING_MARK ->
          Kind.SIGN;
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> Kind.MARK;
      case Character.MODIFIER_SYMBOL ->
          letter >= SKIN_TONE_FIRST && letter <= SKIN_TONE_LAST ? Kind.MARK : Kind.GAP;
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER ->
          ofScript(letter);
      default -> Kind.GAP;
    };
  }

  private static Kind ofScript(int letter) {
    return switch (Character.UnicodeScript.of(letter)) {
      case HAN,
          HIRAGANA,
          KATAKANA,
          HANGUL,
          BOPOMOFO,
          YI,
          THAI,
          LAO,
          KHMER,
          MYANMAR,
          TIBETAN,
          COMMON ->
          Kind.SIGN;
      default -> Kind.LETTER;
    };
  }

  /**
   * The one sign that two of a text are when they stand side by side, or -1: half-width kana have
   * their voice marks as characters of their own (ｶ and ﾞ are ガ), and some systems take every
   * syllable apart. Marks on letters do not count and are not put together.
   */
  static int composed(int sign, int next) {
    if (next < FIRST_THAT_COMPOSES || (next >= HAN_FIRST && next <= HAN_LAST)) {
      return -1;
    }
    String both = new StringBuilder().appendCodePoint(sign).appendCodePoint(next).toString();
    String one = Normalizer.normalize(both, Form.NFC);
    return one.codePointCount(0, one.length()) == 1 && one.codePointAt(0) != sign
        ? one.codePointAt(0)
        : -1;
  }

  /** One character of a text as it is compared; several where it stands for several. */
  static String fold(int character) {
    if (character < 0x80 || (character >= HAN_FIRST && character <= HAN_LAST)) {
      return Character.toString(Character.toLowerCase(character));
    }
    String wide = Normalizer.normalize(Character.toString(character), Form.NFKC);
    StringBuilder folded = new StringBuilder();
    wide.codePoints()
        .map(Character::toLowerCase)
        .forEach(letter -> {
          if (kind(letter) == Kind.LETTER) {
            folded.append(Normalizer.normalize(Character.toString(letter), Form.NFD));
          } else {
            folded.appendCodePoint(letter);
          }
        });
    return folded.toString();
  }
}
