package io.xiaoer.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.AddressGuard.Objection;
import io.xiaoer.outbound.Answer;
import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.webhook.Signature.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided without calling anybody. */
class RulesOfCallingTest {
  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");

  /** The example of the standard's own libraries. */
  @Test
  void aSignatureIsThatOfTheStandard() {
    Secret secret = new Secret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    assertThat(
            Signature.of(
                List.of(secret),
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void aSecretIsLongAndSaysWhatItIsAndNothingElseDoes() {
    Secret secret = Secret.random();
    assertThat(secret.written()).startsWith("whsec_").hasSize(6 + 44);
    assertThat(secret.toString()).isEqualTo("Secret");
    assertThat(Secret.random()).isNotEqualTo(secret);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "100.100.100.200",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "::127.0.0.1",
        "2002:7f00:1::"
      })
  void innerAddressesAreNotCalled(String address) throws Exception {
    assertThat(objection(new AddressGuard(List.of()), "https", address))
        .contains(Objection.INNER_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "101.226.233.1", "2402:4e00::1", "64:ff9b::1.1.1.1"})
  void thoseOfTheInternetAreCalledByHttpsOnly(String address) throws Exception {
    AddressGuard guard = new AddressGuard(List.of());
    assertThat(objection(guard, "https", address)).isEmpty();
    assertThat(objection(guard, "http", address)).contains(Objection.NOT_HTTPS);
  }

  @Test
  void whatIsAllowedIsCalledByHttpTooAndWhatTellsSecretsNever() throws Exception {
    AddressGuard guard =
        new AddressGuard(
            List.of(
                AddressBlock.parse("10.0.0.0/8").orElseThrow(),
                AddressBlock.parse("0.0.0.0/0").orElseThrow()));
    assertThat(objection(guard, "http", "10.1.2.3")).isEmpty();
    assertThat(objection(guard, "http", "169.254.169.254")).contains(Objection.INNER_ADDRESS);
    assertThat(objection(guard, "https", "100.100.100.200")).contains(Objection.INNER_ADDRESS);
  }

  @Test
  void oneBadAddressOfANameIsEnough() throws Exception {
    assertThat(
            new AddressGuard(List.of())
                .objection(
                    URI.create("https://x.test/"),
                    List.of(InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1"))))
        .contains(Objection.INNER_ADDRESS);
  }

  @ParameterizedTest
  @CsvSource({"1,5", "2,300", "3,1800", "4,7200", "9,86400", "50,86400"})
  void theScheduleIsTheStandardsAndALotIsAddedToIt(int attempts, long seconds) {
    assertThat(Schedule.pause(attempts, 0)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(Schedule.pause(attempts, 1))
        .isGreaterThan(Duration.ofSeconds(seconds))
        .isLessThan(Duration.ofSeconds(seconds).multipliedBy(2));
  }

  @Test
  void whoAsksForMoreTimeGetsItUpToADay() {
    assertThat(again(503, Duration.ofMinutes(2))).isEqualTo(NOW.plusSeconds(120));
    assertThat(again(429, Duration.ofDays(9))).isEqualTo(NOW.plus(Duration.ofDays(1)));
    assertThat(again(503, Duration.ofSeconds(1))).as("not sooner").isEqualTo(NOW.plusSeconds(5));
    assertThat(again(500, Duration.ofMinutes(2))).isEqualTo(NOW.plusSeconds(5));
  }

  private static Instant again(int status, Duration asked) {
    Answer answer = new Answer.Answered(status, Duration.ZERO, "", asked);
    return Schedule.again(answer, 1, NOW, 0);
  }

  @Test
  void anAddressThatFailsIsLeftAloneForLongerAndLonger() {
    assertThat(Schedule.untilProbe(Schedule.FAILURES_MAX)).isEqualTo(Duration.ofSeconds(30));
    assertThat(Schedule.untilProbe(Schedule.FAILURES_MAX + 1)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Schedule.untilProbe(100)).isEqualTo(Duration.ofMinutes(15));
  }

  private static Optional<Objection> objection(AddressGuard guard, String scheme, String address)
      throws Exception {
    return guard.objection(
        URI.create(scheme + "://x.test/"), List.of(InetAddress.getByName(address)));
  }
}
