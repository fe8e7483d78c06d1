package io.xiaoer.sso;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which account somebody of the directory is. Once known it is known by what never changes there:
 * another person who is given the name later does not get the account.
 */
final class Identities {
  private final Database database;
  private final InstantSource clock;

  Identities(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  Optional<String> username(String issuer, String subject) {
    return database.read(jdbc -> username(jdbc, issuer, subject));
  }

  private static Optional<String> username(JdbcClient jdbc, String issuer, String subject) {
    return jdbc.sql("SELECT username FROM sso_identity WHERE issuer = ? AND subject = ?")
        .params(issuer, subject)
        .query(String.class)
        .optional();
  }

  /** False when the account is another person's of the directory, or this person has another. */
  boolean link(String issuer, String subject, String username) {
    return database.write(jdbc -> {
      Instant now = clock.instant();
      int added =
          jdbc.sql(
                  """
                  INSERT INTO sso_identity (issuer, subject, username, made_at)
                  SELECT ?, ?, ?, ?
                  WHERE NOT EXISTS (SELECT 1 FROM sso_identity WHERE issuer = ? AND username = ?)
                  ON CONFLICT (issuer, subject) DO NOTHING
                  """)
              .params(issuer, subject, username, Micros.of(now), issuer, username)
              .update();
      if (added > 0) {
        Audit.note(jdbc, now, username, AuditAction.SSO_LINKED, username, "");
        return true;
      }
      return username(jdbc, issuer, subject).filter(username::equals).isPresent();
    });
  }

  /** False when there is none. */
  boolean unlink(String username, String by) {
    return database.write(jdbc -> {
      boolean had =
          jdbc.sql("DELETE FROM sso_identity WHERE username = ?").param(username).update() > 0;
      if (had) {
        Audit.note(jdbc, clock.instant(), by, AuditAction.SSO_UNLINKED, username, "");
      }
      return had;
    });
  }
}
