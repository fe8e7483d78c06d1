package io.xiaoer.sso;

import io.xiaoer.secret.Seal;
import io.xiaoer.staff.SealedCookie;
import io.xiaoer.staff.SealedCookie.SameSite;
import io.xiaoer.store.Micros;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * What a browser keeps while its person is at the directory. Sealed, so that any node goes on with
 * it, and sent when the directory leads the browser back, which a strict cookie is not.
 */
final class SsoLogin {
  static final String PATH = SealedCookie.LOGIN_PATH + "/sso";

  /** Time for a password and a second factor there. */
  static final Duration LENGTH = Duration.ofMinutes(10);

  private static final int BYTES = 32;
  private static final int CHARS_MAX = 2_000;
  private static final int PARTS = 5;

  private final SealedCookie cookie;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  SsoLogin(Seal seal, InstantSource clock) {
    cookie = new SealedCookie(seal, "xiaoer_sso", "sso cookie", PATH, SameSite.LAX, CHARS_MAX);
    this.clock = clock;
  }

  /**
   * A log-in that has begun.
   *
   * @param state comes back with the browser
   * @param nonce comes back within the signed token
   * @param verifier proves to the directory that the code is ours (PKCE)
   * @param next the page to go to
   */
  record Begun(String state, String nonce, String verifier, String next, Instant until) {
    /** What the directory is shown of the verifier before. */
    String challenge() {
      try {
        return text(
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }

    boolean isState(String presented) {
      return MessageDigest.isEqual(
          state.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return "Begun";
    }
  }

  Begun begin(String next) {
    return new Begun(secret(), secret(), secret(), next, clock.instant().plus(LENGTH));
  }

  Cookie cookie(Begun begun, boolean secure) {
    String text =
        "%s %s %s %s %s"
            .formatted(
                Micros.of(begun.until), begun.state, begun.nonce, begun.verifier, begun.next);
    return cookie.of(text, LENGTH, secure);
  }

  Cookie none(boolean secure) {
    return cookie.none(secure);
  }

  Optional<Begun> read(HttpServletRequest request) {
    return cookie
        .read(request)
        .map(text -> text.split(" ", PARTS))
        .filter(parts -> parts.length == PARTS)
        .map(parts ->
            new Begun(
                parts[1], parts[2], parts[3], parts[4], Micros.instant(Long.parseLong(parts[0]))))
        .filter(begun -> begun.until.isAfter(clock.instant()));
  }

  private String secret() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return text(bytes);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
