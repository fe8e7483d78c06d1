package io.xiaoer.secondfactor;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.secondfactor.PasskeyChallenge.Given;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Sha256;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The passkeys of people. Their secret halves are with the people; here is nothing to steal. */
final class PasskeyTable {
  /** More than anybody has devices; a list is shown whole. */
  static final int OF_ONE_MAX = 20;

  static final int NAME_CHARS_MAX = 60;

  private static final int HANDLE_BYTES = 32;
  private static final String COLUMNS =
      """
      SELECT id, username, credential_id, user_handle, rp_id, name, attested, sign_count,
             backup_eligible, made_at, used_at
      FROM passkey
      """;

  private final Database database;
  private final RecoveryCodes recoveryCodes;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  PasskeyTable(Database database, RecoveryCodes recoveryCodes, InstantSource clock) {
    this.database = database;
    this.recoveryCodes = recoveryCodes;
    this.clock = clock;
  }

  /** One passkey; {@code usedAt} is null before the first log-in. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Passkey(
      long id,
      String username,
      String credentialId,
      String userHandle,
      String rpId,
      String name,
      byte[] attested,
      long signCount,
      boolean backupEligible,
      Instant madeAt,
      @Nullable Instant usedAt) {
    @Override
    public String toString() {
      return "Passkey[" + id + "]";
    }
  }

  List<Passkey> of(String username) {
    return database.read(jdbc -> of(jdbc, username));
  }

  static List<Passkey> of(JdbcClient jdbc, String username) {
    return jdbc.sql(COLUMNS + "WHERE username = ? ORDER BY id")
        .param(username)
        .query(RecordMapper.of(Passkey.class))
        .list();
  }

  static boolean hasAny(JdbcClient jdbc, String username) {
    return jdbc.sql("SELECT count(*) FROM passkey WHERE username = ?")
            .param(username)
            .query(Integer.class)
            .single()
        > 0;
  }

  /** Whether anybody has one. */
  boolean isUsed() {
    return database.read(jdbc ->
        jdbc.sql("SELECT id FROM passkey LIMIT 1").query(Long.class).optional().isPresent());
  }

  Optional<Passkey> find(String credentialId) {
    return database.read(jdbc ->
        jdbc.sql(COLUMNS + "WHERE credential_id = ?")
            .param(credentialId)
            .query(RecordMapper.of(Passkey.class))
            .optional());
  }

  /** What devices are to keep of somebody: the same for all of their passkeys. */
  String userHandle(String username) {
    return of(username).stream()
        .findFirst()
        .map(Passkey::userHandle)
        .orElseGet(this::newUserHandle);
  }

  private String newUserHandle() {
    byte[] bytes = new byte[HANDLE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What a device has made, checked. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Made(
      String credentialId,
      String userHandle,
      String rpId,
      byte[] attested,
      long signCount,
      boolean backupEligible) {
    @Override
    public String toString() {
      return "Made";
    }
  }

  /** What became of a new one. */
  sealed interface Added {
    /** {@code recoveryCodes} are shown this once; none where there were some. */
    record Done(Passkey passkey, List<String> recoveryCodes) implements Added {
      @Override
      public String toString() {
        return "Done";
      }
    }

    /** The challenge was answered before. */
    record Replayed() implements Added {}

    /** The device has given this one before. */
    record Known() implements Added {}

    record TooMany() implements Added {}
  }

  Added add(String username, String name, Made made, Given challenge) {
    return database.write(jdbc -> {
      if (!takeChallenge(jdbc, challenge)) {
        return new Added.Replayed();
      }
      if (of(jdbc, username).size() >= OF_ONE_MAX) {
        return new Added.TooMany();
      }
      Instant now = clock.instant();
      int added =
          jdbc.sql(
                  """
                  INSERT INTO passkey (username, credential_id, user_handle, rp_id, name, attested,
                                       sign_count, backup_eligible, made_at)
                  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (credential_id) DO NOTHING
                  """)
              .params(
                  username,
                  made.credentialId,
                  made.userHandle,
                  made.rpId,
                  name,
                  made.attested,
                  made.signCount,
                  made.backupEligible ? 1 : 0,
                  Micros.of(now))
              .update();
      if (added == 0) {
        return new Added.Known();
      }
      Audit.note(jdbc, now, username, AuditAction.PASSKEY_ADDED, username, name);
      List<String> codes =
          RecoveryCodes.left(jdbc, username) == 0
              ? recoveryCodes.renew(jdbc, username)
              : List.<String>of();
      Passkey passkey =
          jdbc.sql(COLUMNS + "WHERE credential_id = ?")
              .param(made.credentialId)
              .query(RecordMapper.of(Passkey.class))
              .single();
      return new Added.Done(passkey, codes);
    });
  }

  /** False when {@code username} has no such passkey. */
  boolean rename(String username, long id, String name) {
    return database.write(jdbc ->
        jdbc.sql("UPDATE passkey SET name = ? WHERE username = ? AND id = ?")
                .params(name, username, id)
                .update()
            > 0);
  }

  /** With the last factor the recovery codes go. False when {@code username} has no such one. */
  boolean remove(String username, long id) {
    return database.write(jdbc -> {
      Optional<String> name =
          jdbc.sql("DELETE FROM passkey WHERE username = ? AND id = ? RETURNING name")
              .params(username, id)
              .query(String.class)
              .optional();
      name.ifPresent(one -> {
        RecoveryCodes.removeOfNothing(jdbc, username);
        Audit.note(jdbc, clock.instant(), username, AuditAction.PASSKEY_REMOVED, username, one);
      });
      return name.isPresent();
    });
  }

  /** What became of a use whose signature is right. */
  enum Used {
    YES,
    /** The challenge was answered before. */
    REPLAYED,
    /** Another use came between, and the device's count is not above that one's any more. */
    COUNTED_BACK,
    /** It was removed meanwhile. */
    REMOVED
  }

  /** Notes a use: of two with one challenge, or one count, one is taken, on whatever node. */
  Used use(Passkey passkey, long signCount, Given challenge) {
    return database.write(jdbc -> {
      if (!takeChallenge(jdbc, challenge)) {
        return Used.REPLAYED;
      }
      Optional<Long> last =
          jdbc.sql("SELECT sign_count FROM passkey WHERE id = ?")
              .param(passkey.id)
              .query(Long.class)
              .optional();
      if (last.isEmpty()) {
        return Used.REMOVED;
      }
      if (signCount <= last.get() && (signCount > 0 || last.get() > 0)) {
        return Used.COUNTED_BACK;
      }
      jdbc.sql("UPDATE passkey SET sign_count = ?, used_at = ? WHERE id = ?")
          .params(signCount, Micros.of(clock.instant()), passkey.id)
          .update();
      return Used.YES;
    });
  }

  /** False when it was answered before. What is over is forgotten with it. */
  private boolean takeChallenge(JdbcClient jdbc, Given challenge) {
    jdbc.sql("DELETE FROM passkey_challenge WHERE expires_at < ?")
        .param(Micros.of(clock.instant()))
        .update();
    return jdbc.sql(
                """
                INSERT INTO passkey_challenge (digest, expires_at) VALUES (?, ?)
                ON CONFLICT (digest) DO NOTHING
                """)
            .params(Sha256.hex(challenge.value()), Micros.of(challenge.until()))
            .update()
        > 0;
  }
}
