package io.xiaoer.secondfactor;

import io.xiaoer.api.ApiProblem;
import io.xiaoer.secondfactor.PasskeySite.Here;
import io.xiaoer.settings.PublicAddress;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;

/** Why a passkey is not taken, as a caller is told. */
final class PasskeyProblems {
  private PasskeyProblems() {}

  /** Where passkeys work, if that is where this request comes from; refuses it otherwise. */
  static Here here(PublicAddress address, HttpServletRequest request) {
    return switch (PasskeySite.of(address.url(), request.getHeader("Origin"))) {
      case Here here -> here;
      case PasskeySite.Unknown _ ->
          throw ApiProblem.conflict(
              "passkey_no_address",
              "Passkeys need the public address: set xiaoer.public-url, or enter it in the guide.");
      case PasskeySite.Elsewhere(String origin) ->
          throw ApiProblem.conflict(
                  "passkey_elsewhere",
                  "Passkeys work at %s, the public address, only. Open the desk there."
                      .formatted(origin))
              .with("address", origin);
      case PasskeySite.Unfit(String origin) ->
          throw ApiProblem.conflict(
                  "passkey_unfit_address",
                  "Passkeys need a public address with a host name and https; it is %s."
                      .formatted(origin))
              .with("address", origin);
    };
  }

  static ApiProblem refused() {
    return ApiProblem.of(HttpStatus.FORBIDDEN, "passkey_refused", "This passkey is not accepted.");
  }

  static ApiProblem expired() {
    return ApiProblem.of(
        HttpStatus.FORBIDDEN,
        "passkey_expired",
        "Ask for options first, in the same browser; they count for five minutes and once.");
  }
}
