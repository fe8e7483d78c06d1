package io.xiaoer.staff;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.Deed;
import io.xiaoer.staff.Caller.Person;
import io.xiaoer.staff.Caller.Role;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Who may come in: name and password, and the sessions that follow. */
final class Staff {
  private static final Duration SESSION = Duration.ofDays(14);

  private final Database database;
  private final Passwords passwords;
  private final InstantSource clock;

  Staff(Database database, Passwords passwords, InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * One of somebody's sessions.
   *
   * @param id names it to its owner; the token cannot be told from it
   * @param current whether it is the one that asks
   */
  record View(
      String id,
      String userAgent,
      String address,
      Instant createdAt,
      Instant lastSeenAt,
      boolean current) {}

  /** A new session's token: for the cookie only, the table keeps its hash. */
  String openSession(Person person, String address) {
    String token = passwords.token();
    Instant now = clock.instant();
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM session WHERE expires_at < ?").param(Micros.of(now)).update();
      jdbc.sql(
              "INSERT INTO session (token_hash, username, created_at, expires_at)"
                  + " VALUES (?, ?, ?, ?)")
          .params(
              Sha256.hex(token), person.username(), Micros.of(now), Micros.of(now.plus(SESSION)))
          .update();
      Audit.note(
          jdbc, now, person.name(), AuditAction.LOGGED_IN, person.username(), "from " + address);
      return true;
    });
    return token;
  }

  Optional<Person> person(String token) {
    String hash = Sha256.hex(token);
    Instant now = clock.instant();
    Optional<Person> found =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT p.username, p.name, p.role, p.shops
                    FROM session s JOIN staff p ON p.username = s.username
                    WHERE s.token_hash = ? AND s.expires_at > ? AND p.active = 1
                    """)
                .params(hash, Micros.of(now))
                .query((row, _) ->
                    new Person(
                        row.getString("username"),
                        row.getString("name"),
                        Columns.constant(row, "role", Role.class),
                        ShopList.set(row.getString("shops"))))
                .optional());
    if (found.isPresent()) {
      seen.put(hash, now);
    }
    return found;
  }

  Optional<Person> bySession(String token) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT p.username, p.name, p.role, p.shops
                FROM session s JOIN staff p ON p.username = s.username
                WHERE s.token_hash = ? AND s.expires_at > ? AND p.active = 1
                """)
            .params(Sha256.hex(token), Micros.of(clock.instant()))
            .query((row, _) -> person(row))
            .optional());
  }

  void endSession(String token) {
    database.write(jdbc -> {
      Optional<String> username =
          jdbc.sql("DELETE FROM session WHERE token_hash = ? RETURNING username")
              .param(Sha256.hex(token))
              .query(String.class)
              .optional();
      username.ifPresent(
          name -> Audit.note(jdbc, clock.instant(), name, Deed.LOGGED_OUT, name, ""));
      return true;
    });
  }

  static Duration sessionLength() {
    return SESSION;
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(
        row.getString(1),
        row.getString(2),
        Role.valueOf(row.getString(3)),
        ShopList.set(row.getString(4)));
  }
}
