package io.xiaoer.staff;

import io.xiaoer.store.Columns;
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

  /** When the one that a request belongs to was opened; empty for a caller with a key. */
  public static Optional<Instant> openedAt(JdbcClient jdbc, HttpServletRequest request) {
    return SessionCookie.token(request)
        .flatMap(token ->
            jdbc.sql("SELECT created_at FROM session WHERE token_hash = ?")
                .param(Sha256.hex(token))
                .query((row, _) -> Columns.instant(row, "created_at"))
                .optional());
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
