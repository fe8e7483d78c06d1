package io.xiaoer.secondfactor;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.BadChallengeException;
import com.webauthn4j.verifier.exception.BadOriginException;
import com.webauthn4j.verifier.exception.BadRpIdException;
import com.webauthn4j.verifier.exception.BadSignatureException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.UserNotPresentException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import io.xiaoer.secondfactor.PasskeyChallenge.Given;
import io.xiaoer.secondfactor.PasskeySite.Here;
import io.xiaoer.secondfactor.PasskeyTable.Made;
import io.xiaoer.secondfactor.PasskeyTable.Passkey;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks what devices say, by the rules of WebAuthn. Each time the device must have made
 * sure who holds it, by a finger, a face or a PIN: that is why a passkey is enough by itself. Who
 * made the device is not asked.
 */
final class PasskeyVerifier {
  /** In the order in which a device should choose: ES256, EdDSA, RS256. */
  static final List<Integer> ALGORITHMS = List.of(-7, -8, -257);

  private static final boolean USER_VERIFIED = true;
  private static final int CREDENTIAL_ID_BYTES_MAX = 1_023; // WebAuthn's own limit.

  /** Loaded when the first person uses a passkey, and not at the start. */
  private static final class Library {
    private static final ObjectConverter CONVERTER = new ObjectConverter();
    static final WebAuthnManager MANAGER =
        WebAuthnManager.createNonStrictWebAuthnManager(CONVERTER);
    static final AttestedCredentialDataConverter ATTESTED =
        new AttestedCredentialDataConverter(CONVERTER);
    static final List<PublicKeyCredentialParameters> KEYS =
        List.of(
            key(COSEAlgorithmIdentifier.ES256),
            key(COSEAlgorithmIdentifier.EdDSA),
            key(COSEAlgorithmIdentifier.RS256));

    private static PublicKeyCredentialParameters key(COSEAlgorithmIdentifier algorithm) {
      return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
    }
  }

  /** What is wrong with what a device said. */
  enum Flaw {
    UNREADABLE,
    OTHER_ORIGIN,
    OTHER_CHALLENGE,
    /** The device did not make sure who holds it. */
    NOT_VERIFIED,
    /** It counts its uses, and did so further before: there may be a copy of it. */
    COUNTED_BACK,
    WRONG_SIGNATURE,
    OTHER;

    String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** What became of a new passkey. */
  sealed interface Registered {
    record Right(Made made) implements Registered {}

    record Wrong(Flaw flaw) implements Registered {}
  }

  Registered register(String json, Here site, Given challenge, String userHandle) {
    RegistrationData data;
    try {
      data = Library.MANAGER.parseRegistrationResponseJSON(json);
    } catch (RuntimeException hostile) { // The library names no type for all it may stumble over.
      return new Registered.Wrong(Flaw.UNREADABLE);
    }
    try {
      Library.MANAGER.verify(
          data, new RegistrationParameters(property(site, challenge), Library.KEYS, USER_VERIFIED));
      var authenticator =
          Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
      AttestedCredentialData attested =
          Objects.requireNonNull(authenticator.getAttestedCredentialData());
      if (attested.getCredentialId().length > CREDENTIAL_ID_BYTES_MAX) {
        return new Registered.Wrong(Flaw.UNREADABLE);
      }
      return new Registered.Right(
          new Made(
              text(attested.getCredentialId()),
              userHandle,
              site.rpId(),
              Library.ATTESTED.convert(attested),
              authenticator.getSignCount(),
              authenticator.isFlagBE()));
    } catch (RuntimeException refused) {
      return new Registered.Wrong(flaw(refused));
    }
  }

  /**
   * What a device says when somebody logs in, before it is checked.
   *
   * @param userHandle whose it says it is; empty where it does not
   */
  record Claim(String credentialId, String userHandle, AuthenticationData data) {
    @Override
    public String toString() {
      return "Claim";
    }
  }

  /** Empty for what is no such thing. */
  @SuppressWarnings("NullAway") // It reads the library's annotations of arrays as of their bytes.
  Optional<Claim> read(String json) {
    try {
      AuthenticationData data = Library.MANAGER.parseAuthenticationResponseJSON(json);
      byte @Nullable [] handle = data.getUserHandle();
      return Optional.of(
          new Claim(
              text(Objects.requireNonNull(data.getCredentialId())),
              handle == null ? "" : text(handle),
              data));
    } catch (RuntimeException hostile) { // The library names no type for all it may stumble over.
      return Optional.empty();
    }
  }

  /** What became of a claim. */
  sealed interface Checked {
    record Right(long signCount) implements Checked {}

    record Wrong(Flaw flaw) implements Checked {}
  }

  /** Whether the device that keeps {@code passkey} has just signed {@code challenge} here. */
  Checked check(Claim claim, Passkey passkey, Here site, Given challenge) {
    try {
      AuthenticationData checked =
          Library.MANAGER.verify(
              claim.data,
              new AuthenticationParameters(
                  property(site, challenge),
                  new CredentialRecordImpl(
                      null,
                      null,
                      passkey.backupEligible(),
                      null,
                      passkey.signCount(),
                      Library.ATTESTED.convert(ByteBuffer.wrap(passkey.attested())),
                      null,
                      null,
                      null,
                      null),
                  null,
                  USER_VERIFIED));
      return new Checked.Right(
          Objects.requireNonNull(checked.getAuthenticatorData()).getSignCount());
    } catch (RuntimeException refused) {
      return new Checked.Wrong(flaw(refused));
    }
  }

  private static ServerProperty property(Here site, Given challenge) {
    return ServerProperty.builder()
        .origin(new Origin(site.origin()))
        .rpId(site.rpId())
        .challenge(new DefaultChallenge(challenge.bytes()))
        .build();
  }

  private static Flaw flaw(RuntimeException refused) {
    return switch (refused) {
      case BadOriginException _, BadRpIdException _ -> Flaw.OTHER_ORIGIN;
      case BadChallengeException _ -> Flaw.OTHER_CHALLENGE;
      case UserNotVerifiedException _, UserNotPresentException _ -> Flaw.NOT_VERIFIED;
      case MaliciousCounterValueException _ -> Flaw.COUNTED_BACK;
      case BadSignatureException _ -> Flaw.WRONG_SIGNATURE;
      default -> Flaw.OTHER;
    };
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
