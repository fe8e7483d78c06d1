package io.xiaoer.staff;

import io.xiaoer.api.FieldError;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a username may be and when two are the same: one rule for adding an account, logging in and
 * counting attempts. Case and width do not matter; what looks the same is refused.
 */
final class Usernames {
  /** A colon would make it look like a machine's. */
  private static final Pattern VALID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,31}");

  /** Scripts whose letters are drawn like each other's; a name takes them from one of them. */
  private static final Set<UnicodeScript> LOOK_ALIKE_SCRIPTS =
      EnumSet.of(
          UnicodeScript.LATIN,
          UnicodeScript.CYRILLIC,
          UnicodeScript.GREEK,
          UnicodeScript.ARMENIAN,
          UnicodeScript.CHEROKEE,
          UnicodeScript.COPTIC,
          UnicodeScript.LISU);

  /** Pairs: a small letter or a digit, and the Latin letter that it is taken for. */
  private static final String PAIRS =
      "аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsԁdԛqԝwһhӏlѵv" // Cyrillic
          + "αaβbεeιiκkνvοoρpτtυuχxγy" // Greek
          + "օoսuհh" // Armenian
          + "0o1lıiɡgɑa|l";

  private static final Map<Integer, Integer> DRAWN_LIKE = drawnLike(PAIRS.codePoints().toArray());

  private Usernames() {}

  static boolean isValid(String username) {
    return VALID.matcher(username).matches();
  }

  static Optional<FieldError> problem(String username) {
    if (!isValid(username)) {
      return Optional.of(
          FieldError.of(
              "username",
              "username_invalid",
              "1 to 32 letters and digits, also . _ @ and - after the first"));
    }
    return mixesScripts(username)
        ? Optional.of(
            FieldError.of(
                "username",
                "username_invalid",
                "mixes letters of scripts that look alike, as Latin and Cyrillic"))
        : Optional.empty();
  }

  /** The same for two that differ in case or width only. */
  static String folded(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKC);
    return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }

  /** Whether a reader would take one for the other. */
  static boolean looksLike(String one, String other) {
    return drawn(one).equals(drawn(other));
  }

  static boolean mixesScripts(String text) {
    return text.codePoints()
            .mapToObj(UnicodeScript::of)
            .filter(LOOK_ALIKE_SCRIPTS::contains)
            .distinct()
            .count()
        > 1;
  }

  /** As a reader sees it: one letter for all that are drawn alike, without blanks. */
  static String drawn(String name) {
    return folded(name)
        .codePoints()
        .filter(c -> !isUnseen(c))
        .map(c -> DRAWN_LIKE.getOrDefault(c, c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT, Character.CONTROL, Character.SPACE_SEPARATOR -> true;
      default -> false;
    };
  }

  private static Map<Integer, Integer> drawnLike(int[] pairs) {
    Map<Integer, Integer> drawn = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      drawn.put(pairs[i], pairs[i + 1]);
    }
    return Map.copyOf(drawn);
  }
}
