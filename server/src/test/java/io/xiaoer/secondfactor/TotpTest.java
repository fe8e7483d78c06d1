package io.xiaoer.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  /** The seed of RFC 6238, appendix B. */
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  private static final Instant NOW = Instant.ofEpochSecond(1_111_111_111);
  private static final long STEP = Totp.step(NOW);

  /** Appendix B has eight digits; a code of six is their end. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void givesTheCodesOfTheStandard(long second, String ofTheStandard) {
    assertThat(Totp.code(SECRET, Totp.step(Instant.ofEpochSecond(second))))
        .isEqualTo(ofTheStandard.substring(2));
  }

  @Test
  void takesACodeOfTheStepBeforeAndAfterAndNoOther() {
    for (int apart = -3; apart <= 3; apart++) {
      OptionalLong taken = taken(Totp.code(SECRET, STEP + apart), Totp.NO_STEP);
      assertThat(taken.isPresent()).as("%s steps", apart).isEqualTo(Math.abs(apart) <= 1);
    }
  }

  @Test
  void takesNoCodeOfAStepOfWhichOneWasTaken() {
    assertThat(taken(Totp.code(SECRET, STEP), STEP)).isEmpty();
    assertThat(taken(Totp.code(SECRET, STEP - 1), STEP)).isEmpty();
    assertThat(taken(Totp.code(SECRET, STEP + 1), STEP)).hasValue(STEP + 1);
  }

  @Test
  void takesNothingThatIsNoCode() {
    String right = Totp.code(SECRET, STEP);
    for (String wrong : new String[] {"", "0", right.substring(1), right + "0", "０" + right, " "}) {
      assertThat(taken(wrong, Totp.NO_STEP)).as(wrong).isEmpty();
    }
  }

  @Test
  void aSecretIsWrittenAsAppsReadIt() {
    assertThat(Base32.of(SECRET, Base32.RFC_4648)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assertThat(Base32.of(new byte[5], Base32.RFC_4648)).isEqualTo("AAAAAAAA");
  }

  private static OptionalLong taken(String code, long lastStep) {
    return Totp.stepOf(SECRET, code, NOW, lastStep);
  }
}
