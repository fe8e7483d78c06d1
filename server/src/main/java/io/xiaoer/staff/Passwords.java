package io.xiaoer.staff;

import io.xiaoer.api.FieldError;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;

/**
 * What a password must be, by NIST SP 800-63B-4: length counts and not what it is made of, since
 * rules about digits and signs make passwords that are hard to remember and easy to guess; and none
 * that is tried first ({@link GuessableWords}).
 */
final class Passwords {
  /** Where it is all that a log-in asks for. */
  static final int CHARS_MIN_ALONE = 15;

  /** Where a second factor must follow it. */
  static final int CHARS_MIN_OF_TWO = 8;

  /** Room for 256 characters of any script; longer ones only make the server work. */
  static final int BYTES_MAX = 1_024;

  private static final int GENERATED_CHARS = 16;
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random = new SecureRandom();

  /**
   * What is wrong with a password, if anything; the sentence says what would be right. {@code own}
   * is what a stranger knows of the account.
   */
  static Optional<FieldError> problem(
      String field, String password, int charsMin, Collection<String> own) {
    if (password.codePointCount(0, password.length()) < charsMin) {
      return Optional.of(
          FieldError.of(
                  field,
                  "password_too_short",
                  "at least %s characters; a few words in a row will do".formatted(charsMin))
              .with("min", charsMin));
    }
    if (!fits(password)) {
      return Optional.of(
          FieldError.of(
                  field,
                  "password_too_long",
                  "over %s bytes (expected: at most %s)".formatted(BYTES_MAX, BYTES_MAX))
              .with("max", BYTES_MAX));
    }
    if (GuessableWords.areAllOf(password, own)) {
      return Optional.of(
          FieldError.of(
              field,
              "password_guessable",
              "made of common words, names of the account or its shops, or what repeats; use a few"
                  + " unrelated words"));
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
