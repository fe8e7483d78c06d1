package io.xiaoer.secondfactor;

import io.xiaoer.secret.Seal;
import io.xiaoer.staff.SealedCookie;
import io.xiaoer.staff.SealedCookie.SameSite;
import io.xiaoer.store.Micros;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * What a device is asked to sign. It is kept in a sealed cookie of the one browser that asked, so
 * any node can go on and strangers fill no table; a challenge that was answered is noted by {@link
 * PasskeyTable}, so that it is answered once.
 */
final class PasskeyChallenge {
  /** Time to find the telephone. */
  static final Duration LENGTH = Duration.ofMinutes(5);

  private static final String PATH = "/api/v1";
  private static final int BYTES = 32;
  private static final int CHARS_MAX = 1_000;
  private static final int PARTS = 4;

  private final SealedCookie cookie;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  PasskeyChallenge(Seal seal, InstantSource clock) {
    cookie =
        new SealedCookie(
            seal, "xiaoer_passkey", "passkey cookie", PATH, SameSite.STRICT, CHARS_MAX);
    this.clock = clock;
  }

  /** What it was made for; one for another purpose is none. */
  enum Purpose {
    /** {@link Given#subject} is the session's id, and what the device is to call the person. */
    REGISTER,
    /** {@link Given#subject} is whose password was right, empty where none was given. */
    LOG_IN
  }

  /**
   * A challenge.
   *
   * @param value as browsers write it
   */
  record Given(String value, String subject, Instant until) {
    byte[] bytes() {
      return Base64.getUrlDecoder().decode(value);
    }
  }

  Given make(String subject) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Given(
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
        subject,
        clock.instant().plus(LENGTH));
  }

  Cookie cookie(Purpose purpose, Given given, boolean secure) {
    String text =
        "%s %s %s %s".formatted(Micros.of(given.until), purpose, given.value, given.subject);
    return cookie.of(text, LENGTH, secure);
  }

  Cookie none(boolean secure) {
    return cookie.none(secure);
  }

  /** The one that this browser was given, while it counts. */
  Optional<Given> read(Purpose purpose, HttpServletRequest request) {
    return cookie
        .read(request)
        .map(text -> text.split(" ", PARTS))
        .filter(parts -> parts.length == PARTS && parts[1].equals(purpose.name()))
        .map(parts -> new Given(parts[2], parts[3], Micros.instant(Long.parseLong(parts[0]))))
        .filter(given -> given.until.isAfter(clock.instant()));
  }
}
