package io.xiaoer.staff;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Micros;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Between the two steps of a log-in: whose password was right, and when. It opens nothing but the
 * second step. Sealed with the installation's key, so that any node can go on with it and nobody
 * makes one; with another password than the one that was given it is worth nothing.
 */
final class LoginCookie {
  /** Time to find the telephone. */
  static final Duration LENGTH = Duration.ofMinutes(10);

  private static final String NAME = "xiaoer_login";

  /** Sent where it is needed and nowhere else. */
  private static final String PATH = "/api/v1/session";

  private static final String PLACE = "login cookie";
  private static final int CHARS_MAX = 512;
  private static final int PARTS = 3;

  private final Seal seal;
  private final InstantSource clock;

  LoginCookie(Seal seal, InstantSource clock) {
    this.seal = seal;
    this.clock = clock;
  }

  /** A log-in whose first step is done. */
  record Begun(String username, String stamp) {}

  Optional<Begun> read(HttpServletRequest request) {
    return CookieValue.of(request, NAME)
        .filter(value -> value.length() <= CHARS_MAX)
        .flatMap(this::opened)
        .flatMap(text -> {
          String[] parts = text.split(" ", PARTS);
          return parts.length == PARTS
                  && Micros.instant(Long.parseLong(parts[0])).plus(LENGTH).isAfter(clock.instant())
              ? Optional.of(new Begun(parts[2], parts[1]))
              : Optional.empty();
        });
  }

  Cookie of(Begun begun, boolean secure) {
    String text = "%s %s %s".formatted(Micros.of(clock.instant()), begun.stamp, begun.username);
    byte[] sealed = seal.close(text.getBytes(StandardCharsets.UTF_8), PLACE);
    return cookie(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed), LENGTH, secure);
  }

  Cookie none(boolean secure) {
    return cookie("", Duration.ZERO, secure);
  }

  private static Cookie cookie(String value, Duration length, boolean secure) {
    Cookie cookie = new Cookie(NAME, value);
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setPath(PATH);
    cookie.setMaxAge(Math.toIntExact(length.toSeconds()));
    cookie.setAttribute("SameSite", "Strict");
    return cookie;
  }

  private Optional<String> opened(String value) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(value);
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    return seal.open(sealed, PLACE).map(clear -> new String(clear, StandardCharsets.UTF_8));
  }
}
