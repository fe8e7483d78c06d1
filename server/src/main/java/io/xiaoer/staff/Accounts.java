package io.xiaoer.staff;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.api.FieldError;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.cluster.NodeSignals;
import io.xiaoer.cluster.NodeSignals.Topic;
import io.xiaoer.presence.ConnectedUsers;
import io.xiaoer.presence.Presence;
import io.xiaoer.shop.ShopId;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.LoginLimit.Attempt;
import io.xiaoer.staff.PasswordHasher.Priority;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The accounts: who there is, with which role and shops. What is taken from somebody is gone with
 * the commit: his sessions in the same transaction, his live connections by the signal given after
 * it.
 */
public final class Accounts {
  private static final int PEOPLE_MAX = 2_000;

  /** What browsers are told that show colleagues. */
  private static final String TOPIC = "staff";

  private static final String COLUMNS =
      "username, name, role, active, shops, state, ceiling, created_at FROM staff ";

  private static final String ONLINE_WITHOUT_SESSION =
      """
      state <> 'offline' AND NOT EXISTS (SELECT 1 FROM session s
                                         WHERE s.username = staff.username AND s.expires_at > :now)
      """;

  private final Database database;
  private final PasswordHasher hasher;
  private final NodeSignals signals;
  private final Revocations revocations;
  private final ChangeFeed changeFeed;
  private final ServedConversations served;
  private final SecondFactors secondFactors;
  private final PasswordPolicy policy;
  private final InstantSource clock;

  Accounts(
      Database database,
      PasswordHasher hasher,
      NodeSignals signals,
      Revocations revocations,
      ChangeFeed changeFeed,
      ServedConversations served,
      SecondFactors secondFactors,
      PasswordPolicy policy,
      InstantSource clock) {
    this.database = database;
    this.hasher = hasher;
    this.signals = signals;
    this.revocations = revocations;
    this.changeFeed = changeFeed;
    this.served = served;
    this.secondFactors = secondFactors;
    this.policy = policy;
    this.clock = clock;
  }

  /** Whether somebody serves at the moment; he says so himself. */
  public enum State {
    ONLINE,
    AWAY,
    OFFLINE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<State> of(String word) {
      return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
  }

  /**
   * One of us, or who was.
   *
   * @param ceiling how many conversations are shared out to them at most at a time; null where each
   *     shop's own counts
   */
  public record Account(
      String username,
      String name,
      Role role,
      boolean active,
      ShopScope shops,
      State state,
      @Nullable Integer ceiling,
      Instant createdAt) {}

  /** A ceiling of one's own, or none. */
  record Ceiling(@Nullable Integer max) {}

  /** What is to become different; null is unchanged. */
  record Change(
      @Nullable String name,
      @Nullable Role role,
      @Nullable ShopScope shops,
      @Nullable Boolean active,
      @Nullable Ceiling ceiling,
      @Nullable String password) {
    @Override
    public String toString() {
      return "Change";
    }
  }

  /** What became of a change. */
  sealed interface Changed {
    record Done(Account account) implements Changed {}

    record NotThere() implements Changed {}

    /** Somebody has this name, or one that differs in capitals only. */
    record Taken() implements Changed {}

    /** Nobody could change anything any more. */
    record LastAdministrator() implements Changed {}

    /** Too many passwords wait to be hashed. */
    record Busy() implements Changed {}

    /** A value that cannot be taken. */
    record Bad(FieldError error) implements Changed {}
  }

  /** All, also those who are not active. */
  public List<Account> all() {
    return database.read(Accounts::all);
  }

  /** Who has a second factor. */
  public Set<String> withSecondFactor() {
    return database.read(secondFactors::usernames);
  }

  public Optional<Account> find(String username) {
    return database.read(jdbc -> find(jdbc, username));
  }

  /** Within a transaction, for those who decide by it. */
  public static Optional<Account> find(JdbcClient jdbc, String username) {
    return jdbc.sql("SELECT " + COLUMNS + "WHERE username = ?")
        .param(username)
        .query((row, _) -> account(row))
        .optional();
  }

  /** Whether somebody can be given a conversation of {@code shop}. */
  public static Readiness readiness(JdbcClient jdbc, String username, ShopId shop) {
    return find(jdbc, username)
        .filter(one -> one.active && one.shops.has(shop))
        .map(one -> one.state == State.OFFLINE ? Readiness.OFFLINE : Readiness.READY)
        .orElse(Readiness.NEVER);
  }

  /** Whether somebody says to be online for {@code shop} and has a page open. */
  public static boolean anybodyOnline(JdbcClient jdbc, ShopId shop, Instant now) {
    Map<String, Presence> connected = ConnectedUsers.all(jdbc, now);
    return active(jdbc).stream()
        .anyMatch(one ->
            one.state == State.ONLINE
                && connected.get(one.username) == Presence.CONNECTED
                && one.shops.has(shop));
  }

  /** One of those who serve, with how many conversations. */
  record Colleague(Account account, int load, Presence presence) {}

  /** Who is let in and sees a shop that {@code shops} has, too; of their shops only those. */
  List<Colleague> colleagues(ShopScope shops) {
    return database.read(jdbc -> {
      Instant now = clock.instant();
      Map<String, Integer> loads = served.loads(jdbc, now);
      Map<String, Presence> connected = ConnectedUsers.all(jdbc, now);
      return all(jdbc).stream()
          .filter(one -> one.active && !one.shops.and(shops).equals(ShopScope.none()))
          .map(one ->
              new Colleague(
                  one,
                  loads.getOrDefault(one.username, 0),
                  connected.getOrDefault(one.username, Presence.GONE)))
          .toList();
    });
  }

  Changed add(
      String username, String name, Role role, ShopScope shops, String password, String by) {
    Optional<FieldError> problem =
        Usernames.problem(username)
            .or(() -> ShownName.problem(name, role))
            .or(() -> shopsProblem(role, shops))
            .or(() -> policy.problem("password", password, role, username, name));
    if (problem.isPresent()) {
      return new Changed.Bad(problem.get());
    }
    Optional<String> hashed = hasher.hash(password);
    if (hashed.isEmpty()) {
      return new Changed.Busy();
    }
    String hash = hashed.get();
    Changed changed =
        database.write(jdbc -> {
          List<Account> all = all(jdbc);
          if (all.stream().anyMatch(one -> Usernames.looksLike(one.username, username))) {
            return new Changed.Taken();
          }
          Optional<FieldError> wrong = nameTakenProblem(all, username, name);
          if (wrong.isPresent()) {
            return new Changed.Bad(wrong.get());
          }
          if (all.size() >= PEOPLE_MAX) {
            return new Changed.Bad(
                FieldError.of(
                        "username",
                        "too_many_accounts",
                        "there can be at most %s accounts".formatted(PEOPLE_MAX))
                    .with("max", PEOPLE_MAX));
          }
          Instant now = clock.instant();
          jdbc.sql(
                  """
                  INSERT INTO staff (username, name, password_hash, role, shops, created_at)
                  VALUES (?, ?, ?, ?, ?, ?)
                  """)
              .params(
                  Arrays.asList(
                      username, name, hash, role.name(), ShopList.text(shops), Micros.of(now)))
              .update();
          StateLog.note(jdbc, username, now);
          Audit.note(
              jdbc,
              now,
              by,
              AuditAction.STAFF_ADDED,
              username,
              "%s; %s".formatted(role.word(), of(shops)));
          ChangeFeed.noteTopic(jdbc, TOPIC);
          return done(jdbc, username);
        });
    announce();
    return changed;
  }

  Changed change(String username, Change change, String by) {
    Optional<FieldError> problem =
        Optional.ofNullable(change.name)
            .flatMap(ShownName::problem)
            .or(() -> passwordProblem(username, change));
    if (problem.isPresent()) {
      return new Changed.Bad(problem.get());
    }
    Optional<String> hashed = Optional.ofNullable(change.password).flatMap(hasher::hash);
    if (change.password != null && hashed.isEmpty()) {
      return new Changed.Busy();
    }
    String hash = hashed.orElse(null);
    Changed changed =
        database.write(jdbc ->
            find(jdbc, username)
                .map(before -> change(jdbc, before, change, hash, by))
                .orElseGet(Changed.NotThere::new));
    revocations.ofPerson(username);
    return changed;
  }

  private Optional<FieldError> passwordProblem(String username, Change change) {
    String password = change.password;
    return password == null
        ? Optional.empty()
        : find(username)
            .flatMap(before ->
                policy.problem(
                    "password",
                    password,
                    change.role == null ? before.role : change.role,
                    username,
                    change.name == null ? before.name : change.name));
  }

  private Changed change(
      JdbcClient jdbc, Account before, Change change, @Nullable String hash, String by) {
    Role role = change.role == null ? before.role : change.role;
    // Who becomes administrator sees everything, unless the same change says otherwise.
    ShopScope kept = role == Role.ADMINISTRATOR ? ShopScope.all() : before.shops;
    ShopScope shops = change.shops == null ? kept : change.shops;
    boolean active = change.active == null ? before.active : change.active;
    String name = change.name == null ? before.name : change.name;
    Optional<FieldError> problem = shopsProblem(role, shops);
    if (problem.isPresent()) {
      return new Changed.Bad(problem.get());
    }
    Predicate<Account> administers = one -> one.active && one.role == Role.ADMINISTRATOR;
    boolean goes = administers.test(before) && !(active && role == Role.ADMINISTRATOR);
    if (goes && all(jdbc).stream().filter(administers).count() == 1) {
      return new Changed.LastAdministrator();
    }
    // A name of long ago is left alone until it is changed, or the role that it was fit for.
    Optional<FieldError> badName = Optional.empty();
    if (!name.equals(before.name)) {
      badName =
          ShownName.problem(name, role)
              .or(() -> nameTakenProblem(all(jdbc), before.username, name));
    } else if (role != before.role) {
      badName = ShownName.problem(name, role);
    }
    if (badName.isPresent()) {
      return new Changed.Bad(badName.get());
    }
    Account after =
        new Account(
            before.username,
            name,
            role,
            active,
            shops,
            active ? before.state : State.OFFLINE,
            change.ceiling == null ? before.ceiling : change.ceiling.max,
            before.createdAt);
    jdbc.sql(
            """
            UPDATE staff
            SET name = :name, role = :role, shops = :shops, active = :active, state = :state,
                ceiling = :ceiling, password_hash = coalesce(:hash, password_hash)
            WHERE username = :username
            """)
        .param("name", after.name)
        .param("role", role.name())
        .param("shops", ShopList.text(shops))
        .param("active", active ? 1 : 0)
        .param("state", after.state.word())
        .param("ceiling", after.ceiling, Types.INTEGER)
        .param("hash", hash)
        .param("username", before.username)
        .update();
    if (after.state != before.state || !shops.equals(before.shops)) {
      StateLog.note(jdbc, before.username, clock.instant());
    }
    if (!active || hash != null) {
      endSessions(jdbc, before.username, "");
    }
    // What he served and may not see any more goes back to where others see it.
    served.release(jdbc, before.username, active ? shops : ShopScope.none(), by, clock.instant());
    ChangeFeed.noteTopic(jdbc, TOPIC);
    String detail = difference(before, after, hash != null);
    if (!detail.isEmpty()) {
      Audit.note(jdbc, clock.instant(), by, AuditAction.STAFF_CHANGED, before.username, detail);
    }
    return new Changed.Done(after);
  }

  /** What became of a new password. */
  enum NewPassword {
    SET,
    OLD_IS_WRONG,
    THROTTLED,
    BUSY
  }

  /** His own password; all his sessions end but the one with this token. */
  NewPassword changePassword(
      String username, String old, String wanted, String keptToken, Attempt attempt) {
    Optional<String> hash = database.read(jdbc -> hash(jdbc, username));
    NewPassword compared =
        switch (hasher.compare(old, hash, Priority.KNOWN, attempt)) {
          case RIGHT -> NewPassword.SET;
          case WRONG -> NewPassword.OLD_IS_WRONG;
          case THROTTLED -> NewPassword.THROTTLED;
          case BUSY -> NewPassword.BUSY;
        };
    if (compared != NewPassword.SET) {
      return compared;
    }
    Optional<String> newHash = hasher.hash(wanted);
    if (newHash.isEmpty()) {
      return NewPassword.BUSY;
    }
    NewPassword result =
        database.write(jdbc -> {
          // Somebody else may have set another one while both were being hashed.
          if (!hash(jdbc, username).equals(hash)) {
            return NewPassword.OLD_IS_WRONG;
          }
          jdbc.sql("UPDATE staff SET password_hash = ? WHERE username = ?")
              .params(newHash.get(), username)
              .update();
          endSessions(jdbc, username, Sha256.hex(keptToken));
          Audit.note(
              jdbc,
              clock.instant(),
              username,
              AuditAction.PASSWORD_CHANGED,
              username,
              "their own; other sessions ended");
          return NewPassword.SET;
        });
    revocations.ofPerson(username);
    return result;
  }

  void setState(String username, State state) {
    database.write(jdbc -> setState(jdbc, username, state, clock.instant()));
    changeFeed.announce();
  }

  private static boolean setState(JdbcClient jdbc, String username, State state, Instant now) {
    int changed =
        jdbc.sql(
                """
                UPDATE staff SET state = :state, state_since = :now
                WHERE username = :username AND state <> :state
                """)
            .param("now", Micros.of(now))
            .param("state", state.word())
            .param("username", username)
            .update();
    if (changed > 0) {
      StateLog.note(jdbc, username, now);
      ChangeFeed.noteTopic(jdbc, TOPIC);
    }
    return changed > 0;
  }

  /**
   * Somebody says it for another one, who is told by their page.
   *
   * @param shops of which the other one must serve at least one
   * @return false when there is no such colleague
   */
  boolean setStateOf(String username, State state, ShopScope shops, String by) {
    boolean there =
        database.write(jdbc -> {
          Instant now = clock.instant();
          if (find(jdbc, username)
              .filter(one -> one.active && !one.shops.and(shops).equals(ShopScope.none()))
              .isEmpty()) {
            return false;
          }
          if (setState(jdbc, username, state, now)) {
            Audit.note(jdbc, now, by, AuditAction.STATE_SET, username, state.word());
          }
          return true;
        });
    changeFeed.announce();
    return there;
  }

  /** Everybody who is let in, within a transaction. */
  public static List<Account> active(JdbcClient jdbc) {
    return all(jdbc).stream().filter(Account::active).toList();
  }

  /** Since when somebody is online, away or offline. */
  public static Instant stateSince(JdbcClient jdbc, String username) {
    return jdbc.sql("SELECT state_since FROM staff WHERE username = ?")
        .param(username)
        .query((row, _) -> Columns.instant(row, "state_since"))
        .optional()
        .orElse(Instant.EPOCH);
  }

  /** Since when each is online, away or offline, by username. */
  public static Map<String, Instant> statesSince(JdbcClient jdbc) {
    Map<String, Instant> since = new HashMap<>();
    jdbc.sql("SELECT username, state_since FROM staff")
        .query(row -> {
          since.put(row.getString("username"), Columns.instant(row, "state_since"));
        });
    return since;
  }

  /** Somebody who does not answer gets nothing more until they say that they are back. */
  public static void sendAway(JdbcClient jdbc, String username, Instant now) {
    int changed =
        jdbc.sql(
                """
                UPDATE staff SET state = 'away', state_since = ?
                WHERE username = ? AND state = 'online'
                """)
            .params(Micros.of(now), username)
            .update();
    if (changed > 0) {
      StateLog.note(jdbc, username, now);
      ChangeFeed.noteTopic(jdbc, TOPIC);
    }
  }

  /** Whose sessions are all over is offline. Looks before it writes: mostly there is nobody. */
  void sendHomeWhoHasNoSession() {
    Instant now = clock.instant();
    boolean any =
        database.read(jdbc ->
            jdbc.sql("SELECT count(*) FROM staff WHERE " + ONLINE_WITHOUT_SESSION)
                    .param("now", Micros.of(now))
                    .query(Long.class)
                    .single()
                > 0);
    if (any) {
      database.write(jdbc -> {
        jdbc.sql(
                "UPDATE staff SET state = 'offline', state_since = :now WHERE "
                    + ONLINE_WITHOUT_SESSION
                    + " RETURNING username")
            .param("now", Micros.of(now))
            .query((row, _) -> row.getString("username"))
            .list()
            .forEach(username -> StateLog.note(jdbc, username, now));
        ChangeFeed.noteTopic(jdbc, TOPIC);
        return true;
      });
      changeFeed.announce();
    }
  }

  private void announce() {
    signals.ring(Topic.STAFF);
    changeFeed.announce();
  }

  String settings(String username) {
    return database.read(jdbc ->
        jdbc.sql("SELECT settings FROM staff WHERE username = ?")
            .param(username)
            .query(String.class)
            .optional()
            .orElse("{}"));
  }

  void setSettings(String username, String json) {
    database.write(jdbc ->
        jdbc.sql("UPDATE staff SET settings = ? WHERE username = ?")
            .params(json, username)
            .update());
  }

  private static Optional<String> hash(JdbcClient jdbc, String username) {
    return jdbc.sql("SELECT password_hash FROM staff WHERE username = ? AND active = 1")
        .param(username)
        .query(String.class)
        .optional();
  }

  private static void endSessions(JdbcClient jdbc, String username, String keptHash) {
    jdbc.sql("DELETE FROM session WHERE username = ? AND token_hash <> ?")
        .params(username, keptHash)
        .update();
  }

  private static List<Account> all(JdbcClient jdbc) {
    return jdbc.sql("SELECT " + COLUMNS + "ORDER BY created_at, username")
        .query((row, _) -> account(row))
        .list();
  }

  private static Changed done(JdbcClient jdbc, String username) {
    return find(jdbc, username)
        .map(account -> (Changed) new Changed.Done(account))
        .orElseGet(Changed.NotThere::new);
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString("username"),
        row.getString("name"),
        Columns.constant(row, "role", Role.class),
        row.getBoolean("active"),
        ShopList.set(row.getString("shops")),
        State.of(row.getString("state")).orElse(State.OFFLINE),
        Columns.integerOrNull(row, "ceiling"),
        Columns.instant(row, "created_at"));
  }

  /** Two people may have one name; nobody may look like somebody else without having their name. */
  private static Optional<FieldError> nameTakenProblem(
      List<Account> all, String username, String name) {
    return all.stream()
            .filter(one -> !one.username.equals(username))
            .anyMatch(one ->
                Usernames.looksLike(one.username, name)
                    || (!one.name.equals(name) && Usernames.looksLike(one.name, name)))
        ? Optional.of(
            FieldError.of("name", "name_confusable", "looks like the name of another account"))
        : Optional.empty();
  }

  private static Optional<FieldError> shopsProblem(Role role, ShopScope shops) {
    return role == Role.ADMINISTRATOR && !(shops instanceof ShopScope.All)
        ? Optional.of(
            FieldError.of(
                "shops",
                "admin_sees_all_shops",
                "an administrator sees all; leave it out or choose another role"))
        : Optional.empty();
  }

  private static String difference(Account before, Account after, boolean password) {
    List<String> parts = new ArrayList<>();
    if (!before.name.equals(after.name)) {
      parts.add("another name");
    }
    if (before.role != after.role) {
      parts.add("%s → %s".formatted(before.role.word(), after.role.word()));
    }
    if (!before.shops.equals(after.shops)) {
      parts.add("%s → %s".formatted(of(before.shops), of(after.shops)));
    }
    if (before.active != after.active) {
      parts.add(after.active ? "let in again" : "not let in any more");
    }
    if (!Objects.equals(before.ceiling, after.ceiling)) {
      parts.add("ceiling %s → %s".formatted(before.ceiling, after.ceiling));
    }
    if (password) {
      parts.add("a new password");
    }
    return String.join("; ", parts);
  }

  private static String of(ShopScope shops) {
    List<String> names = ShopList.names(shops);
    return names == null ? "all shops" : names.isEmpty() ? "no shop" : String.join(", ", names);
  }

  /** Everybody logs in anew; in the caller's transaction. */
  public static void endAllSessions(JdbcClient jdbc) {
    jdbc.sql("DELETE FROM session").update();
  }
}
