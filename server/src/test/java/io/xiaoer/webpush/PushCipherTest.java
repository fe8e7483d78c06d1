package io.xiaoer.webpush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PushCipherTest {
  private static final String UA_PUBLIC =
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
  private static final String AUTH = "BTBZMqHH6r4Tts7J_aSIgg";

  /** RFC 8291, section 5 and appendix A. */
  @Test
  void encryptsTheExampleOfTheStandard() throws Exception {
    KeyPair own =
        new KeyPair(
            P256.publicKey(
                    decoded(
                        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"))
                .orElseThrow(),
            KeyFactory.getInstance("EC")
                .generatePrivate(
                    new ECPrivateKeySpec(
                        new BigInteger(1, decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")),
                        P256.CURVE)));

    byte[] body =
        PushCipher.encrypt(
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.UTF_8),
            0,
            Receiver.parse(UA_PUBLIC, AUTH).orElseThrow(),
            own,
            decoded("DGv6ra1nlYgDCS1FRnbzlw"));

    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(body))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
                + "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyou"
                + "BWLVWGNWQexSgSxsj_Qulcy4a-fN");
  }

  @Test
  void everyMessageHasTheSameLengthAndNoTwoAreTheSame() {
    Receiver receiver = Receiver.parse(UA_PUBLIC, AUTH).orElseThrow();
    byte[] one = PushCipher.encrypt("1", receiver);
    assertThat(PushCipher.encrypt("x".repeat(PushCipher.CLEAR_BYTES_MAX), receiver))
        .hasSameSizeAs(one);
    assertThat(PushCipher.encrypt("1", receiver)).isNotEqualTo(one);
    assertThatThrownBy(
            () -> PushCipher.encrypt("店".repeat(PushCipher.CLEAR_BYTES_MAX / 2), receiver))
        .hasMessage("3000 bytes (expected: at most 2000)");
  }

  @Test
  void whatIsNoPointOfTheCurveIsRefused() {
    assertThat(Receiver.parse(UA_PUBLIC, AUTH)).isPresent();
    assertThat(Receiver.parse(UA_PUBLIC, "AAAA")).isEmpty();
    assertThat(Receiver.parse("", AUTH)).isEmpty();
    assertThat(Receiver.parse("*", AUTH)).isEmpty();
    byte[] key = decoded(UA_PUBLIC);
    key[64] ^= 1;
    assertThat(Receiver.parse(Base64.getUrlEncoder().encodeToString(key), AUTH)).isEmpty();
    key = decoded(UA_PUBLIC);
    key[0] = 2; // The short form, which no browser writes.
    assertThat(Receiver.parse(Base64.getUrlEncoder().encodeToString(key), AUTH)).isEmpty();
    assertThat(Receiver.parse(Base64.getUrlEncoder().encodeToString(new byte[65]), AUTH)).isEmpty();
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text);
  }
}
