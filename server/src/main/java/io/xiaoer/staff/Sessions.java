package io.xiaoer.staff;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Caller.Person;
import io.xiaoer.access.Caller.Role;
import io.xiaoer.access.Caller.Unproven;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The sessions of people: by the hash of their token, so that a stolen database logs nobody in.
 * Each that ends before its time is announced ({@link Revocations}).
 */
final class Sessions {
  static final Duration LENGTH = Duration.ofDays(14);

  private static final int USER_AGENT_CHARS_MAX = 200;
  private static final int ID_CHARS = 16;

  private final Database database;
  private final Passwords passwords;
  private final SecondFactors secondFactors;
  private final Revocations revocations;
  private final InstantSource clock;

  /** When each was last used, until {@link #writeSeen} has written it down. */
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();

  Sessions(
      Database database,
      Passwords passwords,
      SecondFactors secondFactors,
      Revocations revocations,
      InstantSource clock) {
    this.database = database;
    this.passwords = passwords;
    this.secondFactors = secondFactors;
    this.revocations = revocations;
    this.clock = clock;
  }

  /**
   * One of somebody's sessions.
   *
   * @param id names it to its owner; the token cannot be told from it
   * @param address from which it was opened, masked
   * @param current whether it is the one that asks
   */
  record View(
      String id,
      String userAgent,
      String address,
      Instant createdAt,
      Instant lastSeenAt,
      boolean current) {}

  /**
   * A new session's token: for the cookie only, the table keeps its hash.
   *
   * @param factor the kind of second factor that was given; null for none
   */
  String open(Person person, String address, @Nullable String userAgent, @Nullable String factor) {
    String token = passwords.token();
    Instant now = clock.instant();
    database.write(jdbc -> {
      jdbc.sql(
              """
              INSERT INTO session
                (token_hash, username, created_at, expires_at, address, user_agent, seen_at)
              VALUES (?, ?, ?, ?, ?, ?, ?)
              """)
          .params(
              Sha256.hex(token),
              person.username(),
              Micros.of(now),
              Micros.of(now.plus(LENGTH)),
              address,
              printable(userAgent),
              Micros.of(now))
          .update();
      Audit.note(
          jdbc,
          now,
          person.name(),
          AuditAction.LOGGED_IN,
          person.username(),
          "from " + address + (factor == null ? "" : "; " + factor));
      return true;
    });
    return token;
  }

  /** Whose session it is, and whether they have proved all that their role asks for. */
  Optional<Caller> caller(String token) {
    String hash = Sha256.hex(token);
    Instant now = clock.instant();
    Optional<Caller> found =
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
                .optional()
                .map(person -> asFarAsProved(jdbc, person)));
    if (found.isPresent()) {
      seen.put(hash, now);
    }
    return found;
  }

  private Caller asFarAsProved(JdbcClient jdbc, Person person) {
    return secondFactors.isProven(jdbc, person.username(), person.role())
        ? person
        : new Unproven(person.username(), person.displayName(), person.role());
  }

  /** Not with each request: all that were used lately, in one transaction. */
  void writeSeen() {
    Map<String, Instant> now = Map.copyOf(seen);
    if (now.isEmpty()) {
      return;
    }
    database.write(jdbc -> {
      now.forEach((hash, at) ->
          jdbc.sql("UPDATE session SET seen_at = ? WHERE token_hash = ? AND seen_at < ?")
              .params(Micros.of(at), hash, Micros.of(at))
              .update());
      return true;
    });
    now.forEach(seen::remove);
  }

  /** Those of {@code username} that are not over; the last used first. */
  List<View> list(String username, String currentToken) {
    String current = Sha256.hex(currentToken);
    return database
        .read(jdbc ->
            jdbc.sql(
                    """
                    SELECT token_hash, user_agent, address, created_at, seen_at FROM session
                    WHERE username = ? AND expires_at > ?
                    """)
                .params(username, Micros.of(clock.instant()))
                .query((row, _) -> {
                  String hash = row.getString("token_hash");
                  Instant written = Columns.instant(row, "seen_at");
                  Instant lately = seen.getOrDefault(hash, written);
                  return new View(
                      id(hash),
                      row.getString("user_agent"),
                      ClientAddress.masked(row.getString("address")),
                      Columns.instant(row, "created_at"),
                      lately.isAfter(written) ? lately : written,
                      hash.equals(current));
                })
                .list())
        .stream()
        .sorted((a, b) -> b.lastSeenAt.compareTo(a.lastSeenAt))
        .toList();
  }

  void logOut(String token) {
    Optional<String> ended =
        database.write(jdbc -> {
          Optional<String> username =
              jdbc.sql("DELETE FROM session WHERE token_hash = ? RETURNING username")
                  .param(Sha256.hex(token))
                  .query(String.class)
                  .optional();
          username.ifPresent(
              name -> Audit.note(jdbc, clock.instant(), name, AuditAction.LOGGED_OUT, name, ""));
          return username;
        });
    ended.ifPresent(revocations::ofPerson);
  }

  /** False when {@code username} has no such session. */
  boolean end(String username, String id) {
    boolean ended =
        database.write(jdbc -> {
          Optional<String> hash =
              hashes(jdbc, username).stream().filter(one -> id(one).equals(id)).findFirst();
          hash.ifPresent(one -> {
            jdbc.sql("DELETE FROM session WHERE token_hash = ?").param(one).update();
            note(jdbc, username, username, 1);
          });
          return hash.isPresent();
        });
    if (ended) {
      revocations.ofPerson(username);
    }
    return ended;
  }

  /** All but the one with this token; how many there were. */
  int endOthers(String username, String keptToken) {
    return endAllBut(username, Sha256.hex(keptToken), username);
  }

  int endAll(String username, String by) {
    return endAllBut(username, "", by);
  }

  private int endAllBut(String username, String keptHash, String by) {
    int ended =
        database.write(jdbc -> {
          int count =
              jdbc.sql("DELETE FROM session WHERE username = ? AND token_hash <> ?")
                  .params(username, keptHash)
                  .update();
          if (count > 0) {
            note(jdbc, by, username, count);
          }
          return count;
        });
    if (ended > 0) {
      revocations.ofPerson(username);
    }
    return ended;
  }

  /** Removes the sessions whose time is over. Looks before it writes: mostly there is none. */
  void endExpired() {
    long now = Micros.of(clock.instant());
    boolean any =
        database.read(jdbc ->
            jdbc.sql("SELECT count(*) FROM session WHERE expires_at <= ?")
                    .param(now)
                    .query(Long.class)
                    .single()
                > 0);
    if (any) {
      List<String> usernames =
          database.write(jdbc ->
              jdbc.sql("DELETE FROM session WHERE expires_at <= ? RETURNING username")
                  .param(now)
                  .query(String.class)
                  .list());
      usernames.stream().distinct().forEach(revocations::ofPerson);
    }
  }

  private void note(JdbcClient jdbc, String by, String username, int count) {
    Audit.note(
        jdbc,
        clock.instant(),
        by,
        AuditAction.SESSIONS_ENDED,
        username,
        count == 1 ? "1 session" : count + " sessions");
  }

  private static List<String> hashes(JdbcClient jdbc, String username) {
    return jdbc.sql("SELECT token_hash FROM session WHERE username = ?")
        .param(username)
        .query((row, _) -> row.getString("token_hash"))
        .list();
  }

  static String id(String hash) {
    return Sha256.hex(hash).substring(0, ID_CHARS);
  }

  /** A browser may send anything there. */
  static String printable(@Nullable String userAgent) {
    if (userAgent == null) {
      return "";
    }
    String plain = userAgent.replaceAll("[^\\x20-\\x7e]", "");
    return plain.length() <= USER_AGENT_CHARS_MAX
        ? plain
        : plain.substring(0, USER_AGENT_CHARS_MAX);
  }
}
