package io.xiaoer.staff;

import io.xiaoer.api.FieldError;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a password must be. Length counts and not what it is made of: rules about digits and signs
 * make passwords that are hard to remember and easy to guess. The only place that knows the rule;
 * the page is told by {@code GET /api/v1/session}.
 */
final class Passwords {
  static final int CHARS_MIN = 10;

  /** BCrypt looks at 72 bytes; a longer password would be cut in silence. */
  static final int BYTES_MAX = 72;

  private static final int GENERATED_CHARS = 16;
  private static final int DIFFERENT_CHARS_MIN = 5;
  private static final int TOKEN_BYTES = 32;

  /** Long enough, and yet the first that are tried. */
  private static final Set<String> FIRST_GUESSES =
      Set.of("password", "passw0rd", "qwertyuiop", "1234567890", "0123456789", "woaini1314");

  private final SecureRandom random = new SecureRandom();

  /** What is wrong with a password, if anything; the sentence says what would be right. */
  static Optional<FieldError> problem(String field, String password, String username) {
    String plain = password.toLowerCase(Locale.ROOT);
    if (password.codePointCount(0, password.length()) < CHARS_MIN) {
      return Optional.of(
          FieldError.of(
                  field,
                  "password_too_short",
                  "at least %s characters; a few words in a row will do".formatted(CHARS_MIN))
              .with("min", CHARS_MIN));
    }
    if (!fits(password)) {
      return Optional.of(
          FieldError.of(
                  field,
                  "password_too_long",
                  "over %s bytes (expected: at most %s)".formatted(BYTES_MAX, BYTES_MAX))
              .with("max", BYTES_MAX));
    }
    if (plain.codePoints().distinct().count() < DIFFERENT_CHARS_MIN) {
      return Optional.of(
          FieldError.of(
              field,
              "password_repetitive",
              "fewer than %s different characters; easy to guess".formatted(DIFFERENT_CHARS_MIN)));
    }
    if (plain.contains(username.toLowerCase(Locale.ROOT))
        || FIRST_GUESSES.stream().anyMatch(plain::startsWith)) {
      return Optional.of(
          FieldError.of(
              field,
              "password_guessable",
              "contains the username or starts with a common password; use a few unrelated words"));
    }
    return Optional.empty();
  }

  static boolean fits(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= BYTES_MAX;
  }

  String generate() {
    return token().substring(0, GENERATED_CHARS);
  }

  /** 256 random bits. */
  String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
