package io.xiaoer.staff;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;

/** The cookie that carries a session's token. */
final class SessionCookie {
  private static final String NAME = "xiaoer_session";

  private SessionCookie() {}

  static Optional<String> token(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(NAME)) {
          return Optional.of(cookie.getValue());
        }
      }
    }
    return Optional.empty();
  }

  /** Marked secure over TLS only: a first try on loopback runs without. */
  static Cookie of(String token, Duration length, boolean secure) {
    Cookie cookie = new Cookie(NAME, token);
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setPath("/");
    cookie.setMaxAge(Math.toIntExact(length.toSeconds()));
    cookie.setAttribute("SameSite", "Strict");
    return cookie;
  }
}
