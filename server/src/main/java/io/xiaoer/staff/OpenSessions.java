package io.xiaoer.staff;

import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which log-ins stand, for what is to end with one of them. */
public final class OpenSessions {
  private OpenSessions() {}

  /** The id of the one that a request belongs to; empty for a caller with a key. */
  public static Optional<String> of(HttpServletRequest request) {
    return SessionCookie.token(request).map(token -> Sessions.id(Sha256.hex(token)));
  }

  /** What the browser calls itself, in plain letters and not too long. */
  public static String userAgent(HttpServletRequest request) {
    return Sessions.printable(request.getHeader("User-Agent"));
  }

  /** Whose each is, by its id. */
  public static Map<String, String> usernames(JdbcClient jdbc, Instant now) {
    Map<String, String> usernames = new HashMap<>();
    jdbc.sql(
            """
            SELECT s.token_hash, s.username FROM session s
            JOIN staff a ON a.username = s.username AND a.active = 1
            WHERE s.expires_at > ?
            """)
        .param(Micros.of(now))
        .query(row -> {
          usernames.put(Sessions.id(row.getString("token_hash")), row.getString("username"));
        });
    return usernames;
  }
}
