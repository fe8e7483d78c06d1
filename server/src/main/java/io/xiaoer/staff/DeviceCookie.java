package io.xiaoer.staff;

import io.xiaoer.secret.Seal;
import io.xiaoer.store.Micros;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Marks a browser from which somebody has logged in: the limits that strangers can use up for a
 * name do not count for it ({@link LoginLimit}). It opens nothing: the password is asked for all
 * the same. Sealed with the installation's key, so nobody makes one, and bound to its name.
 */
final class DeviceCookie {
  private static final Duration LENGTH = Duration.ofDays(180);

  private final SealedCookie cookie;
  private final InstantSource clock;

  DeviceCookie(Seal seal, InstantSource clock) {
    cookie = new SealedCookie(seal, "xiaoer_device", "device cookie");
    this.clock = clock;
  }

  /** The id of the browser, if {@code username} has logged in from it before. */
  Optional<String> id(HttpServletRequest request, String username) {
    return cookie
        .read(request)
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
    return cookie.of(text, LENGTH, secure);
  }
}
