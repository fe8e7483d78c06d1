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
    return CookieValue.of(request, NAME);
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
