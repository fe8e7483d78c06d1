package io.xiaoer.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.Engine;
import io.xiaoer.secondfactor.FactorTable.Confirmed;
import io.xiaoer.secret.Seal;
import io.xiaoer.staff.SecondFactors.Taken;
import io.xiaoer.store.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept of second factors, with a clock that is turned by hand. */
@ParameterizedClass
@EnumSource(Engine.class)
class FactorTableTest {
  private static final String TOTP = "totp";
  private static final String RECOVERY_CODE = "recovery_code";

  @Parameter Engine engine;

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-30T16:00:15Z"));
  private final Seal seal = new Seal(new byte[Seal.KEY_BYTES]);
  private Database database;
  private FactorTable factors;
  private byte[] secret;
  private List<String> recoveryCodes;

  @BeforeEach
  void open() {
    database = engine.desk(folder);
    factors = new FactorTable(database, seal, new RecoveryCodes(), now::get);
    secret = factors.begin("lin").orElseThrow();
    recoveryCodes = confirmed("lin", code());
    passes(1);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void nothingIsAskedForBeforeACodeHasConfirmedIt() {
    byte[] first = factors.begin("sun").orElseThrow();
    byte[] second = factors.begin("sun").orElseThrow();
    assertThat(second).as("begun anew").isNotEqualTo(first);
    assertThat(kinds("sun")).isEmpty();
    assertThat(factors.take("sun", TOTP, codeOf(second))).isEqualTo(Taken.WRONG);
    assertThat(factors.confirm("sun", codeOf(first))).isEqualTo(new Confirmed.WrongCode());
    assertThat(confirmed("sun", codeOf(second))).hasSize(10).doesNotHaveDuplicates();
    assertThat(kinds("sun")).containsExactly(TOTP, RECOVERY_CODE);
    assertThat(factors.begin("sun")).as("there is one").isEmpty();
    assertThat(factors.confirm("sun", codeOf(second))).isEqualTo(new Confirmed.NotBegun());
  }

  @Test
  void theCodeThatConfirmedItOpensNothing() {
    passes(-1);
    assertThat(factors.take("lin", TOTP, code())).isEqualTo(Taken.WRONG);
    passes(1);
    assertThat(factors.take("lin", TOTP, code())).isEqualTo(Taken.RIGHT);
  }

  @Test
  void ofManyWhoGiveOneCodeAtOnceOneIsLetIn() throws Exception {
    FactorTable otherNode = new FactorTable(database, seal, new RecoveryCodes(), now::get);
    String code = code();
    List<Callable<Taken>> tries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      FactorTable node = i % 2 == 0 ? factors : otherNode;
      tries.add(() -> node.take("lin", TOTP, code));
    }
    List<Taken> taken = new ArrayList<>();
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Taken> one : people.invokeAll(tries)) {
        taken.add(one.get());
      }
    }
    assertThat(Collections.frequency(taken, Taken.RIGHT)).isEqualTo(1);
    assertThat(Collections.frequency(taken, Taken.WRONG)).isEqualTo(9);
  }

  @Test
  void afterAHundredWrongCodesInARowOnlyARecoveryCodeOpens() {
    String wrong = code().equals("000000") ? "000001" : "000000";
    for (int i = 0; i < FactorTable.FAILURES_MAX; i++) {
      assertThat(factors.take("lin", TOTP, wrong)).isEqualTo(Taken.WRONG);
    }
    passes(10);
    assertThat(factors.take("lin", TOTP, code())).as("however right").isEqualTo(Taken.LOCKED);
    assertThat(factors.take("lin", RECOVERY_CODE, recoveryCodes.getFirst())).isEqualTo(Taken.RIGHT);
    assertThat(factors.take("lin", TOTP, code())).as("and begins anew").isEqualTo(Taken.RIGHT);
  }

  @Test
  void aRecoveryCodeWorksOnceHoweverItIsTyped() {
    String typed = " " + recoveryCodes.get(3).toUpperCase(Locale.ROOT).replace("-", " ");
    assertThat(factors.take("lin", RECOVERY_CODE, typed)).isEqualTo(Taken.RIGHT);
    assertThat(factors.take("lin", RECOVERY_CODE, recoveryCodes.get(3))).isEqualTo(Taken.WRONG);
    assertThat(factors.own("lin").recoveryCodesLeft()).isEqualTo(9);
    assertThat(factors.take("sun", RECOVERY_CODE, recoveryCodes.get(4)))
        .as("somebody else's")
        .isEqualTo(Taken.WRONG);
  }

  @Test
  void newRecoveryCodesTakeThePlaceOfTheOldOnes() {
    List<String> renewed = factors.newRecoveryCodes("lin");
    assertThat(renewed).hasSize(10).doesNotContainAnyElementsOf(recoveryCodes);
    assertThat(factors.take("lin", RECOVERY_CODE, recoveryCodes.getFirst())).isEqualTo(Taken.WRONG);
    assertThat(factors.take("lin", RECOVERY_CODE, renewed.getFirst())).isEqualTo(Taken.RIGHT);
  }

  @Test
  void whoseRecoveryCodesAreAllUsedIsAskedForTheAppOnly() {
    recoveryCodes.forEach(
        code -> assertThat(factors.take("lin", RECOVERY_CODE, code)).isEqualTo(Taken.RIGHT));
    assertThat(kinds("lin")).containsExactly(TOTP);
  }

  @Test
  void whatIsTakenAwayIsNotAskedForAndOpensNothing() {
    assertThat(factors.reset("lin", "admin")).isTrue();
    assertThat(kinds("lin")).isEmpty();
    assertThat(factors.take("lin", TOTP, code())).isEqualTo(Taken.WRONG);
    assertThat(factors.take("lin", RECOVERY_CODE, recoveryCodes.getFirst())).isEqualTo(Taken.WRONG);
    assertThat(factors.reset("lin", "admin")).isFalse();
  }

  @Test
  void aKindThatIsNotKnownOpensNothing() {
    for (String kind : List.of("", "passkey", "TOTP", "totp ")) {
      assertThat(factors.take("lin", kind, code())).as(kind).isEqualTo(Taken.WRONG);
    }
  }

  @Test
  void secretsLieSealedForTheirOwnerAndCodesAsHashes() {
    byte[] sealed =
        database.read(jdbc ->
            jdbc.sql("SELECT sealed FROM second_factor WHERE username = 'lin'")
                .query((row, _) -> row.getBytes("sealed"))
                .single());
    assertThat(contains(sealed, secret)).isFalse();
    factors.begin("sun");
    database.write(jdbc ->
        jdbc.sql("UPDATE second_factor SET sealed = ?, confirmed_at = 1 WHERE username = 'sun'")
            .param(sealed)
            .update());
    assertThat(factors.take("sun", TOTP, code())).as("moved to another row").isEqualTo(Taken.WRONG);
    List<String> kept =
        database.read(jdbc ->
            jdbc.sql("SELECT code_hash FROM recovery_code")
                .query((row, _) -> row.getString("code_hash"))
                .list());
    assertThat(kept).hasSize(10).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    String audit =
        database.read(jdbc ->
            jdbc.sql("SELECT subject, detail FROM audit")
                .query((row, _) -> row.getString("subject") + row.getString("detail"))
                .list()
                .toString());
    assertThat(audit)
        .doesNotContain(Base32.of(secret, Base32.RFC_4648))
        .doesNotContain(recoveryCodes);
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .contains(new String(part, StandardCharsets.ISO_8859_1));
  }

  private List<String> confirmed(String username, String code) {
    return factors.confirm(username, code) instanceof Confirmed.Done(List<String> codes)
        ? codes
        : List.of();
  }

  private List<String> kinds(String username) {
    return database.read(jdbc -> factors.kinds(jdbc, username));
  }

  private String code() {
    return codeOf(secret);
  }

  private String codeOf(byte[] of) {
    return Totp.code(of, Totp.step(now.get()));
  }

  private void passes(int steps) {
    now.set(now.get().plus(Totp.STEP.multipliedBy(steps)));
  }
}
