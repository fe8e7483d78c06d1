package io.xiaoer.secondfactor;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.secondfactor.PasskeyChallenge.Given;
import io.xiaoer.secondfactor.PasskeyChallenge.Purpose;
import io.xiaoer.secondfactor.PasskeySite.Here;
import io.xiaoer.secondfactor.PasskeyTable.Added;
import io.xiaoer.secondfactor.PasskeyTable.Passkey;
import io.xiaoer.secondfactor.PasskeyVerifier.Registered;
import io.xiaoer.settings.PublicAddress;
import io.xiaoer.staff.OpenSessions;
import io.xiaoer.staff.Revocations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** One's own passkeys. To add or remove one takes a log-in of just now ({@link FreshLogin}). */
@RestController
@RequestMapping("/api/v1/me/passkeys")
@RequiresPermission(Permission.SECOND_FACTOR)
class PasskeyController {
  private static final String NAME = "Xiaoer";
  private static final String SEPARATOR = " ";

  private final PasskeyTable passkeys;
  private final PasskeyVerifier verifier;
  private final PasskeyChallenge challenges;
  private final PublicAddress address;
  private final FreshLogin freshLogin;
  private final Revocations revocations;

  PasskeyController(
      PasskeyTable passkeys,
      PasskeyVerifier verifier,
      PasskeyChallenge challenges,
      PublicAddress address,
      FreshLogin freshLogin,
      Revocations revocations) {
    this.passkeys = passkeys;
    this.verifier = verifier;
    this.challenges = challenges;
    this.address = address;
    this.freshLogin = freshLogin;
    this.revocations = revocations;
  }

  /**
   * For their owner.
   *
   * @param host at which it works
   * @param synced whether it may be on the person's other devices, too
   */
  record PasskeyView(
      String id,
      String name,
      String host,
      boolean synced,
      Instant createdAt,
      @Nullable Instant lastUsedAt) {
    static PasskeyView of(Passkey one) {
      return new PasskeyView(
          String.valueOf(one.id()),
          one.name(),
          one.rpId(),
          one.backupEligible(),
          one.madeAt(),
          one.usedAt());
    }
  }

  record PasskeyList(List<PasskeyView> passkeys) {}

  /** What a browser needs to have a device make one; it adds what is the same for all. */
  record NewOptions(
      String challenge,
      String rpId,
      String rpName,
      String userHandle,
      String username,
      List<Integer> algorithms,
      List<String> exclude) {}

  record Draft(@Nullable String name, @Nullable JsonNode credential) {}

  record Name(@Nullable String name) {}

  /** {@code recoveryCodes} are shown this once; none where there were some. */
  record NewPasskey(PasskeyView passkey, List<String> recoveryCodes) {
    @Override
    public String toString() {
      return "NewPasskey";
    }
  }

  @GetMapping
  PasskeyList list(@AuthenticationPrincipal Caller caller) {
    return new PasskeyList(passkeys.of(caller.name()).stream().map(PasskeyView::of).toList());
  }

  @PostMapping("/options")
  NewOptions begin(
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    freshLogin.require(request);
    Here here = PasskeyProblems.here(address, request);
    String userHandle = passkeys.userHandle(caller.name());
    Given challenge = challenges.make(session(request) + SEPARATOR + userHandle);
    response.addCookie(challenges.cookie(Purpose.REGISTER, challenge, request.isSecure()));
    return new NewOptions(
        challenge.value(),
        here.rpId(),
        NAME,
        userHandle,
        caller.name(),
        PasskeyVerifier.ALGORITHMS,
        passkeys.of(caller.name()).stream().map(Passkey::credentialId).toList());
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  NewPasskey add(
      @RequestBody Draft draft,
      @AuthenticationPrincipal Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    freshLogin.require(request);
    Here here = PasskeyProblems.here(address, request);
    String name = name(draft.name);
    if (draft.credential == null || !draft.credential.isObject()) {
      throw ApiProblem.badRequest(
          FieldError.missing("credential", "what the browser got from the device, as JSON"));
    }
    Given challenge =
        challenges
            .read(Purpose.REGISTER, request)
            .filter(given -> given.subject().startsWith(session(request) + SEPARATOR))
            .orElseThrow(PasskeyProblems::expired);
    response.addCookie(challenges.none(request.isSecure()));
    String userHandle =
        challenge.subject().substring(challenge.subject().indexOf(SEPARATOR) + SEPARATOR.length());
    Registered registered =
        verifier.register(draft.credential.toString(), here, challenge, userHandle);
    return switch (registered) {
      case Registered.Right(var made) ->
          switch (passkeys.add(caller.name(), name, made, challenge)) {
            case Added.Done(Passkey passkey, List<String> codes) ->
                new NewPasskey(PasskeyView.of(passkey), codes);
            case Added.Replayed _ -> throw PasskeyProblems.expired();
            case Added.Known _ ->
                throw ApiProblem.conflict("passkey_known", "This passkey is there already.");
            case Added.TooMany _ ->
                throw ApiProblem.conflict(
                    "too_many_passkeys",
                    "There can be at most %s passkeys.".formatted(PasskeyTable.OF_ONE_MAX));
          };
      case Registered.Wrong _ -> throw PasskeyProblems.refused();
    };
  }

  @PatchMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void rename(
      @PathVariable String id, @RequestBody Name name, @AuthenticationPrincipal Caller caller) {
    if (!passkeys.rename(caller.name(), id(id), name(name.name))) {
      throw notThere();
    }
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(
      @PathVariable String id, @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    freshLogin.require(request);
    if (!passkeys.remove(caller.name(), id(id))) {
      throw notThere();
    }
    revocations.ofPerson(caller.name());
  }

  private static String session(HttpServletRequest request) {
    return OpenSessions.of(request).orElseThrow(PasskeyProblems::expired);
  }

  private static String name(@Nullable String written) {
    String name = written == null ? "" : written.strip();
    if (name.isEmpty() || name.length() > PasskeyTable.NAME_CHARS_MAX) {
      throw ApiProblem.unprocessable(FieldError.length("name", 1, PasskeyTable.NAME_CHARS_MAX));
    }
    return name;
  }

  private static long id(String written) {
    try {
      return Long.parseLong(written);
    } catch (NumberFormatException notAnId) {
      throw notThere();
    }
  }

  private static ApiProblem notThere() {
    return ApiProblem.notFound("no_such_passkey", "No such passkey.");
  }
}
