package io.xiaoer.secondfactor;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.secret.Seal;
import io.xiaoer.staff.SecondFactors;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The second factors of people. A code is taken by one write that notes its step, and writes stand
 * one behind the other over all nodes: of two who give the same code at once one is let in.
 */
final class FactorTable implements SecondFactors {
  /** Wrong codes in a row of one person, over days and nodes; NIST SP 800-63B allows a hundred. */
  static final int FAILURES_MAX = 100;

  private final Database database;
  private final Seal seal;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final RecoveryCodes recoveryCodes;

  FactorTable(Database database, Seal seal, RecoveryCodes recoveryCodes, InstantSource clock) {
    this.database = database;
    this.seal = seal;
    this.recoveryCodes = recoveryCodes;
    this.clock = clock;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(long id, byte[] sealed, long lastStep, int failures) {
    @Override
    public String toString() {
      return "Row[" + id + "]";
    }
  }

  /** What somebody sees of their own. */
  record Own(List<Factor> factors, int recoveryCodesLeft) {}

  record Factor(String kind, Instant confirmedAt) {}

  @Override
  public List<String> kinds(JdbcClient jdbc, String username) {
    List<String> kinds = new ArrayList<>();
    factors(jdbc, username).forEach(factor -> kinds.add(factor.kind));
    if (PasskeyTable.hasAny(jdbc, username)) {
      kinds.add(Kind.PASSKEY.word());
    }
    if (!kinds.isEmpty() && RecoveryCodes.left(jdbc, username) > 0) {
      kinds.add(Kind.RECOVERY_CODE.word());
    }
    return kinds;
  }

  @Override
  public Set<String> usernames(JdbcClient jdbc) {
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT username FROM second_factor WHERE confirmed_at IS NOT NULL
                UNION SELECT username FROM passkey
                """)
            .query((row, _) -> row.getString("username"))
            .list());
  }

  @Override
  public boolean isProven(JdbcClient jdbc, String username, Role role) {
    return jdbc.sql(
                """
                SELECT count(*) FROM second_factor_rule r
                WHERE r.role = :role
                  AND NOT EXISTS (SELECT 1 FROM second_factor f
                                  WHERE f.username = :username AND f.confirmed_at IS NOT NULL)
                  AND NOT EXISTS (SELECT 1 FROM passkey p WHERE p.username = :username)
                """)
            .param("role", role.name())
            .param("username", username)
            .query(Integer.class)
            .single()
        == 0;
  }

  Own own(String username) {
    return database.read(jdbc -> {
      List<Factor> all = new ArrayList<>(factors(jdbc, username));
      PasskeyTable.of(jdbc, username)
          .forEach(one -> all.add(new Factor(Kind.PASSKEY.word(), one.madeAt())));
      return new Own(all, RecoveryCodes.left(jdbc, username));
    });
  }

  /** Whether somebody has no app that could give a code, and something to recover. */
  boolean hasOnlyPasskeys(String username) {
    return database.read(
        jdbc -> factors(jdbc, username).isEmpty() && PasskeyTable.hasAny(jdbc, username));
  }

  /**
   * A new secret for somebody's app, not asked for before {@link #confirm}; empty when they have
   * one that is.
   */
  Optional<byte[]> begin(String username) {
    byte[] secret = new byte[Totp.SECRET_BYTES];
    random.nextBytes(secret);
    return database.write(jdbc -> {
      if (row(jdbc, username, true).isPresent()) {
        return Optional.<byte[]>empty();
      }
      jdbc.sql("DELETE FROM second_factor WHERE username = ? AND kind = ?")
          .params(username, Kind.TOTP.word())
          .update();
      jdbc.sql(
              """
              INSERT INTO second_factor (username, kind, sealed, made_at, last_step, failures)
              VALUES (?, ?, ?, ?, ?, 0)
              """)
          .params(
              username,
              Kind.TOTP.word(),
              seal.close(secret, place(username)),
              Micros.of(clock.instant()),
              Totp.NO_STEP)
          .update();
      return Optional.of(secret);
    });
  }

  /** What a first code came to. */
  sealed interface Confirmed {
    /** {@code recoveryCodes} are shown this once. */
    record Done(List<String> recoveryCodes) implements Confirmed {
      @Override
      public String toString() {
        return "Done";
      }
    }

    record WrongCode() implements Confirmed {}

    /** Nothing is being set up, or another tab has done so. */
    record NotBegun() implements Confirmed {}
  }

  /** From here on it is asked for. */
  Confirmed confirm(String username, String code) {
    return database.write(jdbc -> {
      Optional<Row> row = row(jdbc, username, false);
      if (row.isEmpty()) {
        return new Confirmed.NotBegun();
      }
      OptionalLong step = stepOf(row.get(), username, code);
      if (step.isEmpty()) {
        return new Confirmed.WrongCode();
      }
      jdbc.sql("UPDATE second_factor SET confirmed_at = ?, last_step = ? WHERE id = ?")
          .params(Micros.of(clock.instant()), step.getAsLong(), row.get().id)
          .update();
      note(jdbc, username, AuditAction.SECOND_FACTOR_SET_UP, username, Kind.TOTP.word());
      return new Confirmed.Done(recoveryCodes.renew(jdbc, username));
    });
  }

  /** Those of before are worth nothing any more. */
  List<String> newRecoveryCodes(String username) {
    return database.write(jdbc -> {
      note(jdbc, username, AuditAction.RECOVERY_CODES_MADE, username, "");
      return recoveryCodes.renew(jdbc, username);
    });
  }

  @Override
  public Taken take(String username, String kind, String code) {
    return Kind.of(kind)
        .map(known ->
            switch (known) {
              case TOTP -> takeTotp(username, code);
              case RECOVERY_CODE -> takeRecoveryCode(username, code);
              case PASSKEY -> Taken.WRONG;
            })
        .orElse(Taken.WRONG);
  }

  private Taken takeTotp(String username, String code) {
    return database.write(jdbc -> {
      Optional<Row> found = row(jdbc, username, true);
      if (found.isEmpty()) {
        return Taken.WRONG;
      }
      Row row = found.get();
      if (row.failures >= FAILURES_MAX) {
        return Taken.LOCKED;
      }
      OptionalLong step = stepOf(row, username, code);
      jdbc.sql("UPDATE second_factor SET last_step = ?, failures = ? WHERE id = ?")
          .params(step.orElse(row.lastStep), step.isPresent() ? 0 : row.failures + 1, row.id)
          .update();
      return step.isPresent() ? Taken.RIGHT : Taken.WRONG;
    });
  }

  private Taken takeRecoveryCode(String username, String code) {
    return database.write(jdbc -> {
      int used =
          jdbc.sql("DELETE FROM recovery_code WHERE username = ? AND code_hash = ?")
              .params(username, RecoveryCodes.hash(code))
              .update();
      if (used == 0) {
        return Taken.WRONG;
      }
      jdbc.sql("UPDATE second_factor SET failures = 0 WHERE username = ?").param(username).update();
      note(
          jdbc,
          username,
          AuditAction.RECOVERY_CODE_USED,
          username,
          RecoveryCodes.left(jdbc, username) + " left");
      return Taken.RIGHT;
    });
  }

  /** Takes the app away; passkeys stay, and with them the recovery codes. */
  void removeTotp(String username) {
    database.write(jdbc -> {
      boolean had = !factors(jdbc, username).isEmpty();
      jdbc.sql("DELETE FROM second_factor WHERE username = ?").param(username).update();
      RecoveryCodes.removeOfNothing(jdbc, username);
      if (had) {
        note(jdbc, username, AuditAction.SECOND_FACTOR_REMOVED, username, Kind.TOTP.word());
      }
      return had;
    });
  }

  /** Takes all of it away, passkeys too; false when there is nothing that is asked for. */
  boolean reset(String username, String by) {
    return database.write(jdbc -> {
      boolean had = !factors(jdbc, username).isEmpty() || PasskeyTable.hasAny(jdbc, username);
      jdbc.sql("DELETE FROM second_factor WHERE username = ?").param(username).update();
      jdbc.sql("DELETE FROM passkey WHERE username = ?").param(username).update();
      RecoveryCodes.remove(jdbc, username);
      if (had) {
        note(jdbc, by, AuditAction.SECOND_FACTOR_RESET, username, "");
      }
      return had;
    });
  }

  /** The roles that must have one. */
  Set<Role> needed() {
    return database.read(this::needed);
  }

  /** False when it was so before. */
  boolean setNeeded(Set<Role> roles, String by) {
    return database.write(jdbc -> {
      Set<Role> before = needed(jdbc);
      if (before.equals(roles)) {
        return false;
      }
      jdbc.sql("DELETE FROM second_factor_rule").update();
      roles.forEach(role ->
          jdbc.sql("INSERT INTO second_factor_rule (role) VALUES (?)").param(role.name()).update());
      note(
          jdbc,
          by,
          AuditAction.SECOND_FACTOR_RULE_CHANGED,
          "second factor",
          "%s → %s".formatted(words(before), words(roles)));
      return true;
    });
  }

  private static String words(Set<Role> roles) {
    return roles.isEmpty()
        ? "nobody"
        : roles.stream().sorted().map(Role::word).collect(Collectors.joining(", "));
  }

  @Override
  public Set<Role> needed(JdbcClient jdbc) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    roles.addAll(
        jdbc.sql("SELECT role FROM second_factor_rule")
            .query((row, _) -> Columns.constant(row, "role", Role.class))
            .list());
    return roles;
  }

  private OptionalLong stepOf(Row row, String username, String code) {
    return seal.open(row.sealed, place(username))
        .map(secret -> Totp.stepOf(secret, code.strip(), clock.instant(), row.lastStep))
        .orElseGet(OptionalLong::empty);
  }

  private static Optional<Row> row(JdbcClient jdbc, String username, boolean confirmed) {
    return jdbc.sql(
            """
            SELECT id, sealed, last_step, failures FROM second_factor
            WHERE username = ? AND kind = ? AND confirmed_at IS %s NULL
            """
                .formatted(confirmed ? "NOT" : ""))
        .params(username, Kind.TOTP.word())
        .query(RecordMapper.of(Row.class))
        .optional();
  }

  private static List<Factor> factors(JdbcClient jdbc, String username) {
    return jdbc.sql(
            """
            SELECT kind, confirmed_at FROM second_factor
            WHERE username = ? AND confirmed_at IS NOT NULL
            ORDER BY id
            """)
        .param(username)
        .query(RecordMapper.of(Factor.class))
        .list();
  }

  private void note(JdbcClient jdbc, String by, AuditAction what, String subject, String detail) {
    Audit.note(jdbc, clock.instant(), by, what, subject, detail);
  }

  private static String place(String username) {
    return "second factor of " + username;
  }
}
