package io.xiaoer.staff;

import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.staff.LoginLimit.Attempt;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who may come in: name and password, and whether a second factor must follow. */
final class Authenticator {
  private static final int STAMP_CHARS = 32;

  private final Database database;
  private final PasswordHasher hasher;
  private final SecondFactors secondFactors;
  private final InstantSource clock;
  private final FailedLogins failedLogins;

  Authenticator(
      Database database, PasswordHasher hasher, SecondFactors secondFactors, InstantSource clock) {
    this.database = database;
    this.hasher = hasher;
    this.secondFactors = secondFactors;
    this.clock = clock;
    failedLogins = new FailedLogins(clock);
  }

  /** Adds the first person, unless another node has just done so. */
  void addFirst(String username, String password, Role role) {
    String hash =
        hasher
            .hash(password)
            .orElseThrow(() -> new IllegalStateException("the first password was not hashed"));
    database.write(jdbc -> insertFirst(jdbc, username, username, hash, role, clock.instant()));
  }

  /** The same for somebody who came by the start's link; false when there is an account already. */
  boolean addFirstByLink(String username, String name, String hash) {
    return database.write(jdbc -> {
      Instant now = clock.instant();
      boolean first = insertFirst(jdbc, username, name, hash, Role.ADMINISTRATOR, now);
      if (first) {
        StateLog.note(jdbc, username, now);
        Audit.note(
            jdbc,
            now,
            username,
            AuditAction.STAFF_ADDED,
            username,
            "administrator; all shops; by the link of the start");
      }
      return first;
    });
  }

  private static boolean insertFirst(
      JdbcClient jdbc, String username, String name, String hash, Role role, Instant now) {
    return jdbc.sql(
                """
                INSERT INTO staff (username, name, password_hash, role, created_at)
                SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM staff)
                """)
            .params(username, name, hash, role.name(), Micros.of(now))
            .update()
        > 0;
  }

  boolean isEmpty() {
    return database.read(
        jdbc -> jdbc.sql("SELECT count(*) FROM staff").query(Long.class).single() == 0);
  }

  /** What name and password came to. */
  sealed interface Checked {
    /**
     * {@code factors}: the kinds of second factor of which one must follow, none where the password
     * is enough; {@code stamp} is another one once the password is.
     */
    record Right(Person person, List<String> factors, String stamp) implements Checked {}

    /** They do not belong together, there is nobody of this name, or not any more. */
    record Wrong() implements Checked {}

    record Throttled() implements Checked {}

    record Busy() implements Checked {}
  }

  /** {@code username} in any case. */
  Checked check(
      String username, String password, PasswordHasher.Priority priority, Attempt attempt) {
    Optional<LetIn> row = database.read(jdbc -> letIn(jdbc, username));
    return switch (hasher.compare(password, row.map(LetIn::hash), priority, attempt)) {
      case RIGHT ->
          row.<Checked>map(
                  found -> new Checked.Right(found.person, found.factors, stamp(found.hash)))
              .orElseGet(Checked.Wrong::new);
      case WRONG -> new Checked.Wrong();
      case THROTTLED -> new Checked.Throttled();
      case BUSY -> new Checked.Busy();
    };
  }

  /** Somebody who is let in, and what a log-in must know of them beside their name. */
  record Known(Person person, List<String> factors, String stamp) {}

  /** Whatever the case of {@code username}; empty when nobody of this name is let in. */
  Optional<Known> active(String username) {
    return database
        .read(jdbc -> letIn(jdbc, username))
        .map(found -> new Known(found.person, found.factors, stamp(found.hash)));
  }

  private record LetIn(String hash, Person person, List<String> factors) {
    @Override
    public String toString() {
      return "LetIn";
    }
  }

  private Optional<LetIn> letIn(JdbcClient jdbc, String username) {
    return account(jdbc, username)
        .flatMap(name ->
            jdbc.sql(
                    """
                    SELECT username, name, role, shops, password_hash FROM staff
                    WHERE username = ? AND active = 1
                    """)
                .param(name)
                .query((found, _) ->
                    new LetIn(
                        found.getString("password_hash"),
                        person(found),
                        secondFactors.kinds(jdbc, name)))
                .optional());
  }

  /** The account of this name, in any case; also one that is not let in. */
  Optional<String> accountOf(String username) {
    return database.read(jdbc -> account(jdbc, username));
  }

  /** Who gave this password a while ago, if they are still let in and it is still theirs. */
  Optional<Person> stillRight(String username, String stamp) {
    return database
        .read(jdbc ->
            jdbc.sql(
                    """
                    SELECT username, name, role, shops, password_hash FROM staff
                    WHERE username = ? AND active = 1
                    """)
                .param(username)
                .query((found, _) ->
                    stamp(found.getString("password_hash")).equals(stamp)
                        ? Optional.of(person(found))
                        : Optional.<Person>empty())
                .optional())
        .flatMap(found -> found);
  }

  private static String stamp(String passwordHash) {
    return Sha256.hex("stamp " + passwordHash).substring(0, STAMP_CHARS);
  }

  /**
   * The account of this name, whatever its case. Compared here and not by the database: neither
   * engine folds all letters, and they differ in those they do.
   */
  private static Optional<String> account(JdbcClient jdbc, String username) {
    String folded = Usernames.folded(username);
    if (!Usernames.isValid(folded)) {
      return Optional.empty(); // nobody can have it, and no database need look at it
    }
    return jdbc
        .sql("SELECT username FROM staff")
        .query((row, _) -> row.getString("username"))
        .list()
        .stream()
        .filter(name -> Usernames.folded(name).equals(folded))
        .findFirst();
  }

  /** Somebody was not let in. The name they gave may be their password, so only known ones. */
  void noteFailure(String username, String address, String how) {
    failedLogins
        .line(address)
        .ifPresent(line ->
            database.write(jdbc -> {
              Audit.note(
                  jdbc,
                  clock.instant(),
                  "",
                  AuditAction.LOGIN_FAILED,
                  account(jdbc, username).orElse("an unknown name"),
                  line + how);
              return true;
            }));
  }

  private static Person person(ResultSet row) throws SQLException {
    return new Person(
        row.getString("username"),
        row.getString("name"),
        Columns.constant(row, "role", Role.class),
        ShopList.set(row.getString("shops")));
  }
}
