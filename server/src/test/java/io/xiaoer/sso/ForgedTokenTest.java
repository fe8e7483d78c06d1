package io.xiaoer.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.xiaoer.outbound.AddressGuard;
import io.xiaoer.outbound.Calls;
import io.xiaoer.sdk.api.AddressBlock;
import io.xiaoer.sso.Directory.Trouble;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that no honest directory gives, and a description that leads elsewhere. */
class ForgedTokenTest {
  private static final String NONCE = "nonce-of-this-log-in";
  private static final Instant NOW = Instant.parse("2026-12-01T08:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private ForgingDirectory forger;
  private Calls calls;
  private Directory directory;

  @BeforeEach
  void start() {
    forger = new ForgingDirectory();
    calls =
        new Calls(
            new AddressGuard(List.of(AddressBlock.parse("127.0.0.1/32").orElseThrow())),
            Directory.ANSWER_BYTES_MAX);
    directory = new Directory(settings(), calls, now::get);
  }

  @AfterEach
  void stop() throws Exception {
    calls.close();
    forger.close();
  }

  @Test
  void theRightOneIsTaken() throws Exception {
    assertThat(directory.claims(signed(claims(), forger.key), NONCE).subject()).isEqualTo("lin");
  }

  @Test
  void noOtherIsTaken() throws Exception {
    RSAKey foreign = new RSAKeyGenerator(2_048).keyID("one").generate();
    refused("a key that is not the directory's", signed(claims(), foreign));
    refused("another nonce", signed(claims().claim("nonce", "other"), forger.key));
    refused("no nonce", signed(claims().claim("nonce", null), forger.key));
    refused("another issuer", signed(claims().issuer("https://evil.example"), forger.key));
    refused("for another client", signed(claims().audience("other"), forger.key));
    refused(
        "for two, made for the other",
        signed(claims().audience(List.of("xiaoer", "other")).claim("azp", "other"), forger.key));
    refused(
        "for two, made for nobody",
        signed(claims().audience(List.of("xiaoer", "other")), forger.key));
    refused("made for another", signed(claims().claim("azp", "other"), forger.key));
    refused("over", signed(claims().expirationTime(at(Duration.ofMinutes(-2))), forger.key));
    refused("without an end", signed(claims().expirationTime(null), forger.key));
    refused("of nobody", signed(claims().subject(null), forger.key));
    refused("not signed", new PlainJWT(claims().build()).serialize());
    refused("nonsense", "a.b.c");
    refused("empty", "");
    refused(
        "signed by the public key as if it were a secret",
        signed(
            claims(),
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(),
            new MACSigner(
                forger.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aDescriptionThatIsAnothersIsNotBelieved() {
    forger.issuerSaid.set("https://evil.example");
    assertThatThrownBy(directory::provider)
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("calls itself");
  }

  @Test
  void whereverTheDescriptionLeadsTheGuardOfAddressesHolds() {
    for (String inner :
        List.of("http://169.254.169.254/latest", "http://10.0.0.1/token", "http://[::1]/token")) {
      now.set(now.get().plus(Duration.ofHours(2)));
      forger.tokenEndpoint.set(inner);
      assertThatThrownBy(() ->
              directory.idToken("code", "verifier", URI.create("https://kf.example.com/back")))
          .as(inner)
          .isInstanceOf(Trouble.class)
          .hasMessageContaining("xiaoer.oidc.allow");
    }
  }

  @Test
  void whileItFailsItIsNotAskedByEverybody() {
    forger.issuerSaid.set("https://evil.example");
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(directory::provider).isInstanceOf(Trouble.class);
    }
    assertThat(forger.asked).hasValue(1);
    now.set(NOW.plusSeconds(6));
    forger.issuerSaid.set(forger.issuer());
    assertThatCode(directory::provider).doesNotThrowAnyException();
  }

  private void refused(String why, String token) {
    assertThatThrownBy(() -> directory.claims(token, NONCE)).as(why).isInstanceOf(Trouble.class);
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(forger.issuer())
        .subject("lin")
        .audience("xiaoer")
        .claim("nonce", NONCE)
        .issueTime(at(Duration.ofSeconds(-1)))
        .expirationTime(at(Duration.ofMinutes(5)));
  }

  private static Date at(Duration fromNow) {
    return Date.from(NOW.plus(fromNow));
  }

  private static String signed(JWTClaimsSet.Builder claims, RSAKey key) throws JOSEException {
    return signed(
        claims,
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
        new RSASSASigner(key));
  }

  private static String signed(JWTClaimsSet.Builder claims, JWSHeader header, JWSSigner signer)
      throws JOSEException {
    SignedJWT token = new SignedJWT(header, claims.build());
    token.sign(signer);
    return token.serialize();
  }

  private SsoSettings settings() {
    return new SsoSettings(
        URI.create(forger.issuer()),
        "xiaoer",
        "secret",
        "",
        "preferred_username",
        "groups",
        Map.of(),
        List.of());
  }
}
