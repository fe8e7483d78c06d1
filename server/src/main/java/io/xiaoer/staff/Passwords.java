package io.xiaoer.staff;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * What a password must be, and how it is kept. Length counts and not what it is made of: rules
 * about digits and signs make passwords that are hard to keep in mind and easy to guess.
 */
final class Passwords {
  private static final int CHARS_MIN = 10;

  /** BCrypt looks at 72 bytes; a longer password would be cut in silence. */
  private static final int BYTES_MAX = 72;

  /** Slow for a guesser, hardly noticed by a person who logs in. */
  private static final int BCRYPT_STRENGTH = 11;

  /**
   * Compared with when there is nobody of a name, so that the answer takes as long as for one. Of a
   * password that was thrown away; written down, since each start would wait for a new one.
   */
  static final String NOBODYS_HASH = "$2a$11$brhM9Pfn1a3DMMNRgAGgyeq2xnI/JZoOe7jbU6NzB/DtyLjUUB9O6";

  private static final int GENERATED_CHARS = 16;
  private static final int DIFFERENT_CHARS_MIN = 5;
  private static final int TOKEN_BYTES = 32;

  /** Long enough, and yet the first that are tried. */
  private static final Set<String> FIRST_GUESSES =
      Set.of("password", "passw0rd", "qwertyuiop", "1234567890", "0123456789", "woaini1314");

  private final SecureRandom random = new SecureRandom();
  private final PasswordEncoder encoder = new BCryptPasswordEncoder(BCRYPT_STRENGTH);

  /** What speaks against a password, as a sentence that names the mend. */
  static Optional<String> problem(String password, String username) {
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

  /** Takes some hundred milliseconds: never within a transaction. */
  String hash(String password) {
    return encoder.encode(password);
  }

  /** As slow as {@link #hash}; without a hash it takes as long and is false. */
  boolean matches(String password, Optional<String> hash) {
    // A password too long to be anybody's is still compared, for the same time.
    boolean same = encoder.matches(fits(password) ? password : "", hash.orElse(NOBODYS_HASH));
    return same && fits(password) && hash.isPresent();
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
