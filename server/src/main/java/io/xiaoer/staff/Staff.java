package io.xiaoer.staff;

import io.xiaoer.staff.Caller.Person;
import io.xiaoer.staff.Caller.Role;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** People and their sessions. */
public final class Staff {
  private static final Duration SESSION = Duration.ofDays(14);
  private static final int TOKEN_BYTES = 32;

  /** BCrypt looks at 72 bytes; a longer password would be cut in silence. */
  private static final int PASSWORD_BYTES_MAX = 72;

  /** Slow for a guesser, hardly noticed by a person who logs in. */
  private static final int BCRYPT_STRENGTH = 11;

  private final Database database;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final PasswordEncoder passwords = new BCryptPasswordEncoder(BCRYPT_STRENGTH);

  /** Compared with when there is nobody of a name, so that the answer takes as long as for one. */
  private final String nobodysHash = passwords.encode(newToken());

  Staff(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Adds the first person, unless another node has just done so. */
  void addFirst(String username, String password, Role role) {
    String hash = passwords.encode(password);
    database.write(jdbc ->
        jdbc.sql(
                """
                INSERT INTO staff (username, password_hash, role, created_at)
                SELECT ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM staff)
                """)
            .params(username, hash, role.name(), Micros.of(clock.instant()))
            .update());
  }

  boolean isEmpty() {
    return database.read(
        jdbc -> jdbc.sql("SELECT count(*) FROM staff").query(Long.class).single() == 0);
  }

  static boolean acceptable(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length <= PASSWORD_BYTES_MAX;
  }

  /** The person, if name and password belong together. */
  Optional<Person> check(String username, String password) {
    record Row(String hash, Role role) {}
    Optional<Row> row =
        database.read(jdbc ->
            jdbc.sql("SELECT password_hash, role FROM staff WHERE username = ?")
                .param(username)
                .query((found, _) -> new Row(found.getString(1), Role.valueOf(found.getString(2))))
                .optional());
    // A password too long to be anybody's is still compared, for the same time.
    boolean matches =
        passwords.matches(
            acceptable(password) ? password : "", row.map(Row::hash).orElse(nobodysHash));
    boolean right = matches && acceptable(password);
    return row.filter(_ -> right).map(found -> new Person(username, found.role));
  }

  /** A new session's token: for the cookie only, the table keeps its hash. */
  String openSession(Person person) {
    String token = newToken();
    Instant now = clock.instant();
    database.write(jdbc -> {
      jdbc.sql("DELETE FROM session WHERE expires_at < ?").param(Micros.of(now)).update();
      return jdbc.sql(
              "INSERT INTO session (token_hash, username, created_at, expires_at)"
                  + " VALUES (?, ?, ?, ?)")
          .params(
              Sha256.hex(token), person.username(), Micros.of(now), Micros.of(now.plus(SESSION)))
          .update();
    });
    return token;
  }

  Optional<Person> bySession(String token) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT s.username, p.role FROM session s JOIN staff p ON p.username = s.username
                WHERE s.token_hash = ? AND s.expires_at > ?
                """)
            .params(Sha256.hex(token), Micros.of(clock.instant()))
            .query((row, _) -> new Person(row.getString(1), Role.valueOf(row.getString(2))))
            .optional());
  }

  /** Says, whenever asked, whether the caller of {@code request} would still be let in. */
  public BooleanSupplier watch(HttpServletRequest request) {
    return SessionCookie.token(request)
        .<BooleanSupplier>map(token -> () -> bySession(token).isPresent())
        .orElse(() -> true); // came with an API key, which is good for as long as this process
  }

  void endSession(String token) {
    database.write(jdbc ->
        jdbc.sql("DELETE FROM session WHERE token_hash = ?").param(Sha256.hex(token)).update());
  }

  static Duration sessionLength() {
    return SESSION;
  }

  String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
