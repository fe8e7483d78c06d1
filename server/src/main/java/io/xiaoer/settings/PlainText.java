package io.xiaoer.settings;

import java.util.Optional;

/**
 * Secrets and ids as they can be typed. What is copied out of a web page or a chat brings
 * characters along that nobody sees, and a secret with one of them is another secret.
 */
public final class PlainText {
  private PlainText() {}

  /** What in {@code value} cannot be seen; empty when there is nothing. Never says the value. */
  public static Optional<String> problem(String value) {
    int[] characters = value.codePoints().toArray();
    for (int i = 0; i < characters.length; i++) {
      int c = characters[i];
      boolean atAnEnd = i == 0 || i == characters.length - 1;
      if (isInvisible(c) || (c == ' ' && atAnEnd)) {
        return Optional.of(
            "character %s of %s is U+%04X, which cannot be seen; write the value anew"
                .formatted(i + 1, characters.length, c));
      }
    }
    return Optional.empty();
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      case Character.SPACE_SEPARATOR -> c != ' ';
      default -> false;
    };
  }
}
