package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Recognises a caller by API key or session cookie. A wrong one is the same as none. */
public final class Credentials {
  private static final String BEARER = "Bearer ";

  private final Sessions sessions;
  private final List<ApiKeySource> keyRings;

  Credentials(Sessions sessions, List<ApiKeySource> keyRings) {
    this.sessions = sessions;
    this.keyRings = List.copyOf(keyRings);
  }

  /**
   * Says, whenever asked, who the caller of {@code request} is at that moment: nobody once his
   * session has ended, and with other shops once some were taken from him.
   */
  public Supplier<Optional<Caller>> watch(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      String presented =
          authorization.startsWith(BEARER) ? authorization.substring(BEARER.length()).strip() : "";
      return () -> byKey(presented);
    }
    return SessionCookie.token(request)
        .<Supplier<Optional<Caller>>>map(token -> () -> sessions.caller(token))
        .orElse(Optional::empty);
  }

  private Optional<Caller> byKey(String presented) {
    Optional<Caller> found = Optional.empty();
    for (ApiKeySource ring : keyRings) {
      if (found.isEmpty()) {
        found = ring.find(presented).map(one -> one);
      }
    }
    return found;
  }
}
