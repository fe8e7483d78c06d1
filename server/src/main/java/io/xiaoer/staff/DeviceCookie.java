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
 * Marks a browser from which somebody has logged in: the limits that strangers can use up for a
 * name do not count for it ({@link LoginLimit}). It opens nothing: the password is asked for all
 * the same. Sealed with the installation's key, so nobody makes one, and bound to its name.
 */
final class DeviceCookie {
  private static final String NAME = "xiaoer_device";

  /** Sent where it is needed and nowhere else. */
  private static final String PATH = "/api/v1/session";

  private static final String PLACE = "device cookie";
  private static final Duration LENGTH = Duration.ofDays(180);
  private static final int CHARS_MAX = 512;

  private final Seal seal;
  private final InstantSource clock;

  DeviceCookie(Seal seal, InstantSource clock) {
    this.seal = seal;
    this.clock = clock;
  }

  /** The id of the browser, if {@code username} has logged in from it before. */
  Optional<String> id(HttpServletRequest request, String username) {
    return CookieValue.of(request, NAME)
        .filter(value -> value.length() <= CHARS_MAX)
        .flatMap(this::opened)
        .flatMap(text -> {
          String[] parts = text.split(" ", 3);
          return parts.length == 3
                  && parts[2].equals(Usernames.folded(username))
                  && Micros.instant(Long.parseLong(parts[1])).plus(LENGTH).isAfter(clock.instant())
              ? Optional.of(parts[0])
              : Optional.empty();
        });
  }

  Cookie of(String id, String username, boolean secure) {
    String text = "%s %s %s".formatted(id, Micros.of(clock.instant()), Usernames.folded(username));
    byte[] sealed = seal.close(text.getBytes(StandardCharsets.UTF_8), PLACE);
    Cookie cookie =
        new Cookie(NAME, Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setPath(PATH);
    cookie.setMaxAge(Math.toIntExact(LENGTH.toSeconds()));
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
