package io.xiaoer.staff;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Micros;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Between the two steps of a log-in: whose password was right, and when. It opens nothing but the
 * second step. Sealed with the installation's key, so that any node can go on with it and nobody
 * makes one; with another password than the one that was given it is worth nothing.
 */
final class LoginCookie {
  /** Time to find the telephone. */
  static final Duration LENGTH = Duration.ofMinutes(10);

  private static final int PARTS = 3;

  private final SealedCookie cookie;
  private final InstantSource clock;

  LoginCookie(Seal seal, InstantSource clock) {
    cookie = new SealedCookie(seal, "xiaoer_login", "login cookie");
    this.clock = clock;
  }

  /** A log-in whose first step is done. */
  record Begun(String username, String stamp) {}

  Optional<Begun> read(HttpServletRequest request) {
    return cookie
        .read(request)
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
    return cookie.of(text, LENGTH, secure);
  }

  Cookie none(boolean secure) {
    return cookie.none(secure);
  }
}
