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
  private final FailedLogins failedLogins;

  Staff(Database database, Passwords passwords, InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.clock = clock;
    failedLogins = new FailedLogins(clock);
  }

  /** Adds the first person, unless another node has just done so. */
  void addFirst(String username, String password, Role role) {
    String hash = passwords.hash(password);
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO staff (username, name, password_hash, role, created_at)
                SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM staff)
                """)
            .params(username, username, hash, role.name(), Micros.of(clock.instant()))
            .update());
  }

  boolean isEmpty() {
    return database.read(
        jdbc -> jdbc.sql("SELECT count(*) FROM staff").query(Long.class).single() == 0);
  }

  /** The person, if name and password belong together and he is still one of us. */
  Optional<Person> check(String username, String password) {
    record Row(String hash, Person person) {}
    Optional<Row> row =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT username, name, role, shops, password_hash FROM staff
                    WHERE username = ? AND active = 1
                    """)
                .param(username)
                .query((found, _) -> new Row(found.getString(5), person(found)))
                .optional());
    boolean right = passwords.matches(password, row.map(Row::hash));
    return row.filter(_ -> right).map(Row::person);
  }

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

  /** Somebody was not let in. What he gave as his name may be his password, so only known ones. */
  void noteFailure(String username, String address) {
    failedLogins
        .line(address)
        .ifPresent(line ->
            database.write(jdbc -> {
              boolean known =
                  jdbc.sql("SELECT count(*) FROM staff WHERE username = ?")
                          .param(username)
                          .query(Long.class)
                          .single()
                      > 0;
              Audit.note(
                  jdbc,
                  clock.instant(),
                  "",
                  Deed.LOGIN_FAILED,
                  known ? username : "an unknown name",
                  line);
              return true;
            }));
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
