package io.xiaoer.staff;

import io.xiaoer.secret.Seal;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * A text that a browser keeps for the log-in and cannot read, make or change: it is sealed with the
 * installation's key, so that any node opens it. It is sent with log-ins and nothing else.
 */
public final class SealedCookie {
  /** Where people log in. */
  public static final String LOGIN_PATH = "/api/v1/session";

  private static final int LOGIN_CHARS_MAX = 512;

  private final Seal seal;
  private final String name;
  private final String place;
  private final String path;
  private final SameSite sameSite;
  private final int charsMax;

  /** From whose pages a browser sends it. */
  public enum SameSite {
    /** From ours alone. */
    STRICT("Strict"),
    /** Also when another site leads the browser here. */
    LAX("Lax");

    private final String word;

    SameSite(String word) {
      this.word = word;
    }
  }

  /** Sent with log-ins. Those of another {@code place} are not opened. */
  SealedCookie(Seal seal, String name, String place) {
    this(seal, name, place, LOGIN_PATH, SameSite.STRICT, LOGIN_CHARS_MAX);
  }

  /**
   * Sent with what is below {@code path}. Those of another {@code place} are not opened.
   *
   * @param charsMax of its value; a longer one is none of ours
   */
  public SealedCookie(
      Seal seal, String name, String place, String path, SameSite sameSite, int charsMax) {
    this.seal = seal;
    this.name = name;
    this.place = place;
    this.path = path;
    this.sameSite = sameSite;
    this.charsMax = charsMax;
  }

  /** What it says; empty when there is none, or not one of ours. */
  public Optional<String> read(HttpServletRequest request) {
    return CookieValue.of(request, name)
        .filter(value -> value.length() <= charsMax)
        .flatMap(this::opened);
  }

  public Cookie of(String text, Duration length, boolean secure) {
    byte[] sealed = seal.close(text.getBytes(StandardCharsets.UTF_8), place);
    return cookie(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed), length, secure);
  }

  /** Takes it from the browser. */
  public Cookie none(boolean secure) {
    return cookie("", Duration.ZERO, secure);
  }

  private Cookie cookie(String value, Duration length, boolean secure) {
    Cookie cookie = new Cookie(name, value);
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setPath(path);
    cookie.setMaxAge(Math.toIntExact(length.toSeconds()));
    cookie.setAttribute("SameSite", sameSite.word);
    return cookie;
  }

  private Optional<String> opened(String value) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(value);
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
    return seal.open(sealed, place).map(clear -> new String(clear, StandardCharsets.UTF_8));
  }
}
