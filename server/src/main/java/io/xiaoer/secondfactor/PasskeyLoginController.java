package io.xiaoer.secondfactor;

import io.xiaoer.access.PublicRoute;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.secondfactor.PasskeyChallenge.Given;
import io.xiaoer.secondfactor.PasskeyChallenge.Purpose;
import io.xiaoer.secondfactor.PasskeySite.Here;
import io.xiaoer.secondfactor.PasskeyTable.Passkey;
import io.xiaoer.secondfactor.PasskeyVerifier.Checked;
import io.xiaoer.secondfactor.PasskeyVerifier.Claim;
import io.xiaoer.secondfactor.PasskeyVerifier.Flaw;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.staff.LoginLimit.Attempt;
import io.xiaoer.staff.SignIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Logging in with a passkey: in place of name and password, or after them as the second factor. It
 * is the same proof each time; after a password only the passkeys of that one person are asked for.
 */
@RestController
@RequestMapping("/api/v1/session/passkey")
class PasskeyLoginController {
  private final PasskeyTable passkeys;
  private final PasskeyVerifier verifier;
  private final PasskeyChallenge challenges;
  private final PublicAddress address;
  private final SignIn signIn;

  PasskeyLoginController(
      PasskeyTable passkeys,
      PasskeyVerifier verifier,
      PasskeyChallenge challenges,
      PublicAddress address,
      SignIn signIn) {
    this.passkeys = passkeys;
    this.verifier = verifier;
    this.challenges = challenges;
    this.address = address;
    this.signIn = signIn;
  }

  record Step(@Nullable Boolean afterPassword) {}

  /** What a browser needs to ask a device; {@code allow} is empty where any passkey will do. */
  record Options(String challenge, String rpId, List<String> allow) {}

  record Proof(@Nullable JsonNode credential) {}

  @PublicRoute
  @PostMapping("/options")
  Options begin(@RequestBody Step step, HttpServletRequest request, HttpServletResponse response) {
    Here here = PasskeyProblems.here(address, request);
    String username =
        Boolean.TRUE.equals(step.afterPassword)
            ? signIn.passwordGiven(request).orElseThrow(PasskeyProblems::expired)
            : "";
    Given challenge = challenges.make(username);
    response.addCookie(challenges.cookie(Purpose.LOG_IN, challenge, request.isSecure()));
    List<String> allow =
        username.isEmpty()
            ? List.of()
            : passkeys.of(username).stream().map(Passkey::credentialId).toList();
    return new Options(challenge.value(), here.rpId(), allow);
  }

  @PublicRoute
  @PostMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void logIn(@RequestBody Proof proof, HttpServletRequest request, HttpServletResponse response) {
    if (proof.credential == null || !proof.credential.isObject()) {
      throw ApiProblem.badRequest(
          FieldError.missing("credential", "what the browser got from the device, as JSON"));
    }
    Here here = PasskeyProblems.here(address, request);
    Given challenge =
        challenges.read(Purpose.LOG_IN, request).orElseThrow(PasskeyProblems::expired);
    Optional<Claim> claim = verifier.read(proof.credential.toString());
    Optional<Passkey> known =
        claim.flatMap(one ->
            passkeys
                .find(one.credentialId())
                .filter(found -> fits(found, one, challenge.subject().isEmpty())));
    String username = known.map(Passkey::username).orElse(challenge.subject());
    Attempt attempt = signIn.begin(username, request);
    if (claim.isEmpty() || known.isEmpty()) {
      throw refused(username, "no passkey of ours", request);
    }
    if (!challenge.subject().isEmpty() && !challenge.subject().equals(username)) {
      throw refused(challenge.subject(), "right password, passkey of somebody else", request);
    }
    long signCount =
        switch (verifier.check(claim.get(), known.get(), here, challenge)) {
          case Checked.Right(long count) -> count;
          case Checked.Wrong(Flaw flaw) -> throw refused(username, flaw.words(), request);
        };
    switch (passkeys.use(known.get(), signCount, challenge)) {
      case YES -> {
        // Once the signature is right: who may not come in is told no more than others are.
        if (signIn.open(username, Kind.PASSKEY.word(), request, response) != SignIn.Outcome.IN) {
          throw refused(username, "account is closed", request);
        }
        attempt.succeeded();
        response.addCookie(challenges.none(request.isSecure()));
      }
      case REPLAYED -> throw refused(username, "answered before", request);
      case COUNTED_BACK -> throw refused(username, Flaw.COUNTED_BACK.words(), request);
      case REMOVED -> throw refused(username, "no passkey of ours", request);
    }
  }

  /**
   * Whose a device says a passkey is must be whose it is here; where nobody else says it, it must.
   */
  private static boolean fits(Passkey passkey, Claim claim, boolean alone) {
    return claim.userHandle().equals(passkey.userHandle())
        || (claim.userHandle().isEmpty() && !alone);
  }

  private ApiProblem refused(String username, String why, HttpServletRequest request) {
    signIn.noteFailure(username, Kind.PASSKEY.word() + ": " + why, request);
    return PasskeyProblems.refused();
  }
}
