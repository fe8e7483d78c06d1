package io.xiaoer.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.access.Caller.Role;
import io.xiaoer.guide.Finding.State;
import io.xiaoer.health.SystemReport.Disk;
import io.xiaoer.outbound.Answer;
import io.xiaoer.outbound.Calls.Asked;
import io.xiaoer.shop.ShopScope;
import io.xiaoer.staff.Accounts.Account;
import io.xiaoer.wechat.TokenCheck.Result;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the checks make of what they see. */
class ChecksTest {
  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
  private static final URI PUBLIC = URI.create("https://kf.example.com");
  private static final long GB = 1L << 30;

  @Test
  void aDiskNeedsTwoGigabytesAndATenth() {
    assertThat(MachineChecks.disk(new Disk(3 * GB, 20 * GB, 0)).state()).isEqualTo(State.GOOD);
    assertThat(MachineChecks.disk(new Disk(3 * GB, 40 * GB, 0)).state()).isEqualTo(State.BAD);
    assertThat(MachineChecks.disk(new Disk(GB, 5 * GB, 0)).state()).isEqualTo(State.BAD);
    assertThat(MachineChecks.disk(new Disk(0, 0, 0)).state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void aBackupIsOldAfterTwoDays() {
    assertThat(backup(NOW.minus(Duration.ofHours(47)), "sqlite")).isEqualTo("fresh");
    assertThat(backup(NOW.minus(Duration.ofHours(49)), "sqlite")).isEqualTo("old");
    assertThat(backup(null, "sqlite")).isEqualTo("never");
    assertThat(backup(null, "postgresql")).isEqualTo("elsewhere");
  }

  private static String backup(@Nullable Instant at, String engine) {
    return MachineChecks.backup(Optional.ofNullable(at), engine, NOW).reason();
  }

  @Test
  void everyActiveAdministratorNeedsASecondFactorAndNobodyElse() {
    List<Account> all =
        List.of(
            account("boss", Role.ADMINISTRATOR, true),
            account("gone", Role.ADMINISTRATOR, false),
            account("li", Role.AGENT, true));
    assertThat(MachineChecks.secondFactor(all, Set.of("boss")).state()).isEqualTo(State.GOOD);
    assertThat(MachineChecks.secondFactor(all, Set.of("li")).facts()).containsEntry("n", 1L);
  }

  private static Account account(String username, Role role, boolean active) {
    return new Account(
        username,
        username,
        role,
        active,
        ShopScope.all(),
        io.xiaoer.staff.Accounts.State.OFFLINE,
        null,
        NOW);
  }

  @Test
  void anAddressThatIsNotAllowedSaysNothingOfTheSecret() {
    Result.Bad address = new Result.Bad("address", 40164, "invalid ip 1.2.3.4", "rid", "");
    assertThat(PlatformChecks.accessToken(address).state()).isEqualTo(State.UNKNOWN);
    assertThat(PlatformChecks.allowList(address).facts()).containsEntry("errcode", 40164);
    Result.Bad secret = new Result.Bad("secret", 40001, "invalid credential", "rid", "");
    assertThat(PlatformChecks.accessToken(secret).state()).isEqualTo(State.BAD);
    assertThat(PlatformChecks.allowList(secret).state()).isEqualTo(State.UNKNOWN);
  }

  @Test
  void aClockMayBeHalfAMinuteWrong() {
    assertThat(clock(-31)).isEqualTo("slow");
    assertThat(clock(-30)).isEqualTo("right");
    assertThat(clock(30)).isEqualTo("right");
    assertThat(clock(31)).isEqualTo("fast");
    assertThat(PlatformChecks.clock(Optional.empty(), NOW).state()).isEqualTo(State.UNKNOWN);
  }

  private static String clock(int secondsAhead) {
    return PlatformChecks.clock(Optional.of(NOW), NOW.plusSeconds(secondsAhead)).reason();
  }

  @Test
  void onlyTheEchoItselfIsTheRightAnswer() {
    assertThat(pushUrl(PUBLIC, 200, "abc")).isEqualTo("answers");
    assertThat(pushUrl(URI.create("http://kf.example.com:80"), 200, "abc")).isEqualTo("answers");
    assertThat(pushUrl(URI.create("https://kf.example.com:8443"), 200, "abc")).isEqualTo("port");
    assertThat(pushUrl(PUBLIC, 200, "\"abc\"")).isEqualTo("other_answer");
    assertThat(pushUrl(PUBLIC, 301, "")).isEqualTo("redirect");
    assertThat(pushUrl(PUBLIC, 403, "")).isEqualTo("status");
  }

  private static String pushUrl(URI base, int status, String body) {
    Answer answer = new Answer.Answered(status, Duration.ZERO, body, null);
    return AddressChecks.pushUrl(base, new Asked(answer, null), "abc").reason();
  }

  @Test
  void aCertificateNeedsTwoMoreWeeks() {
    assertThat(certificate(NOW.plus(Duration.ofDays(15)))).isEqualTo("valid");
    assertThat(certificate(NOW.plus(Duration.ofDays(13)))).isEqualTo("ends_soon");
    assertThat(certificate(null)).isEqualTo("no_answer");
  }

  private static String certificate(@Nullable Instant until) {
    Answer answer = new Answer.Answered(200, Duration.ZERO, "", null);
    return AddressChecks.certificate(new Asked(answer, until), NOW).reason();
  }

  @ParameterizedTest
  @EnumSource(Answer.Trouble.class)
  void ofAnInnerAddressNothingIsSaidAndEveryOtherTroubleIsOne(Answer.Trouble trouble) {
    Asked asked = new Asked(new Answer.None(trouble, Duration.ZERO), null);
    State expected = trouble == Answer.Trouble.FORBIDDEN_ADDRESS ? State.UNKNOWN : State.BAD;
    assertThat(AddressChecks.pushUrl(PUBLIC, asked, "abc").state()).isEqualTo(expected);
    assertThat(AddressChecks.certificate(asked, NOW).state()).isEqualTo(expected);
  }
}
