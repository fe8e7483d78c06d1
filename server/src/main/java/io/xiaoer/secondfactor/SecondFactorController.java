package io.xiaoer.secondfactor;

import io.xiaoer.access.Caller;
import io.xiaoer.access.Permission;
import io.xiaoer.access.RequiresPermission;
import io.xiaoer.api.ApiProblem;
import io.xiaoer.api.FieldError;
import io.xiaoer.secondfactor.FactorTable.Confirmed;
import io.xiaoer.secondfactor.FactorTable.Own;
import io.xiaoer.staff.LoginLimit;
import io.xiaoer.staff.Revocations;
import io.xiaoer.staff.SecondFactors.Taken;
import io.xiaoer.staff.TryLater;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * One's own second factor. To take it away, or to have other recovery codes, takes a code: a desk
 * that was left open is not enough.
 */
@RestController
@RequestMapping("/api/v1/me")
@RequiresPermission(Permission.SECOND_FACTOR)
class SecondFactorController {
  private static final String ISSUER = "Xiaoer";

  private final FactorTable factors;
  private final LoginLimit limit;
  private final FreshLogin freshLogin;
  private final Revocations revocations;

  SecondFactorController(
      FactorTable factors, LoginLimit limit, FreshLogin freshLogin, Revocations revocations) {
    this.factors = factors;
    this.limit = limit;
    this.freshLogin = freshLogin;
    this.revocations = revocations;
  }

  record FactorView(String kind, Instant since) {}

  record OwnView(List<FactorView> factors, int recoveryCodesLeft) {}

  /** {@code uri} is what the picture for the app holds. */
  record NewSecret(String secret, String uri) {
    @Override
    public String toString() {
      return "NewSecret";
    }
  }

  record RecoveryCodeList(List<String> recoveryCodes) {
    @Override
    public String toString() {
      return "RecoveryCodeList";
    }
  }

  record Code(@Nullable String code) {
    boolean isMissing() {
      return code == null || code.isBlank();
    }

    String given() {
      if (code == null || code.isBlank()) {
        throw ApiProblem.badRequest(FieldError.missing("code", "a code"));
      }
      return code;
    }

    @Override
    public String toString() {
      return "Code";
    }
  }

  @GetMapping("/second-factor")
  OwnView own(@AuthenticationPrincipal Caller caller) {
    Own own = factors.own(caller.name());
    return new OwnView(
        own.factors().stream()
            .map(factor -> new FactorView(factor.kind(), factor.confirmedAt()))
            .toList(),
        own.recoveryCodesLeft());
  }

  /** Begins anew each time, until a code has confirmed it. */
  @PostMapping("/totp")
  NewSecret begin(@AuthenticationPrincipal Caller caller) {
    String secret =
        factors
            .begin(caller.name())
            .map(bytes -> Base32.of(bytes, Base32.RFC_4648))
            .orElseThrow(() ->
                ApiProblem.conflict(
                    "second_factor_exists", "There is one; take it away before another."));
    return new NewSecret(secret, uri(caller.name(), secret));
  }

  @PostMapping("/totp/confirm")
  RecoveryCodeList confirm(@RequestBody Code code, @AuthenticationPrincipal Caller caller) {
    String given = code.given();
    LoginLimit.Attempt attempt = begin(caller.name());
    return switch (factors.confirm(caller.name(), given)) {
      case Confirmed.Done(List<String> recoveryCodes) -> {
        attempt.succeeded();
        yield new RecoveryCodeList(recoveryCodes);
      }
      case Confirmed.WrongCode _ -> throw wrongCode();
      case Confirmed.NotBegun _ -> {
        attempt.succeeded();
        throw ApiProblem.conflict("no_set_up", "Nothing is being set up: POST /api/v1/me/totp.");
      }
    };
  }

  @PostMapping("/totp/remove")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@RequestBody Code code, @AuthenticationPrincipal Caller caller) {
    prove(caller.name(), code.given());
    factors.removeTotp(caller.name());
    revocations.ofPerson(caller.name());
  }

  /** Without a code for who has passkeys and no app, after a log-in of just now. */
  @PostMapping("/recovery-codes")
  RecoveryCodeList newRecoveryCodes(
      @RequestBody Code code, @AuthenticationPrincipal Caller caller, HttpServletRequest request) {
    if (code.isMissing() && factors.hasOnlyPasskeys(caller.name())) {
      freshLogin.require(request);
    } else {
      prove(caller.name(), code.given());
    }
    return new RecoveryCodeList(factors.newRecoveryCodes(caller.name()));
  }

  /** By a code of either kind; six digits are of the app. */
  private void prove(String username, String code) {
    boolean ofApp = code.strip().length() <= Totp.DIGITS;
    Kind kind = ofApp ? Kind.TOTP : Kind.RECOVERY_CODE;
    LoginLimit.Attempt attempt = begin(username);
    Taken taken = factors.take(username, kind.word(), code);
    switch (taken) {
      case RIGHT -> attempt.succeeded();
      case WRONG -> throw wrongCode();
      case LOCKED ->
          throw ApiProblem.of(
              HttpStatus.FORBIDDEN,
              "second_factor_locked",
              "Too many wrong codes in a row. Use a recovery code, or have it reset.");
    }
  }

  private LoginLimit.Attempt begin(String username) {
    LoginLimit.Attempt attempt = limit.byCode(username);
    if (!attempt.begin()) {
      throw TryLater.tooManyTries(attempt.waitBefore().orElse(Duration.ZERO));
    }
    return attempt;
  }

  private static ApiProblem wrongCode() {
    return ApiProblem.of(
        HttpStatus.FORBIDDEN, "wrong_code", "Not a code of now, or one that was used.");
  }

  /** The form that apps read, with what they would take anyway. */
  private static String uri(String username, String secret) {
    String name = URLEncoder.encode(username, StandardCharsets.UTF_8).replace("+", "%20");
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%s&period=%s"
        .formatted(ISSUER, name, secret, ISSUER, Totp.DIGITS, Totp.STEP.toSeconds());
  }
}
