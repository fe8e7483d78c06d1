package io.xiaoer.wechat;

import io.xiaoer.sdk.api.ApiError;
import io.xiaoer.sdk.api.ApiPaths;
import io.xiaoer.sdk.api.CallbackAddresses;
import io.xiaoer.sdk.api.Failure;
import io.xiaoer.sdk.api.LookUp;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether the platform gives a shop a token, and what to mend when it does not. */
@Component
public final class TokenCheck {
  private final PlatformClients platforms;

  TokenCheck(PlatformClients platforms) {
    this.platforms = platforms;
  }

  /** What a check came to. */
  public sealed interface Result {
    record Good() implements Result {}

    /**
     * The platform said no, or nothing.
     *
     * @param reason a word for programs
     * @param errcode null when nothing came from the platform
     * @param mend in words
     */
    record Bad(String reason, @Nullable Integer errcode, String errmsg, String rid, String mend)
        implements Result {}

    record NoShop() implements Result {}
  }

  /** With a token asked for anew: a known one would outlive a secret that is wrong by now. */
  public Result check(String shop) {
    return platforms
        .anew(shop)
        .<Result>map(api -> result(api.callbackAddresses()))
        .orElseGet(Result.NoShop::new);
  }

  static Result result(LookUp<CallbackAddresses> answer) {
    return answer instanceof LookUp.Failed<CallbackAddresses>(Failure why)
        ? bad(why)
        : new Result.Good(); // also with an empty list: the token was good
  }

  private static Result bad(Failure why) {
    return switch (why) {
      case Failure.Busy(ApiError error) ->
          said(error, "busy", "The platform is busy. Try again in a minute.");
      case Failure.Throttled(ApiError error, var _) ->
          said(error, "quota", "The shop's calls are used up for now. Try again later.");
      case Failure.Misconfigured(ApiError error) -> said(error);
      case Failure.Refused(ApiError error) -> said(error);
      case Failure.NotSent(String cause) -> unreachable(cause);
      case Failure.Unknown(String cause) -> unreachable(cause);
    };
  }

  private static Result unreachable(String cause) {
    return new Result.Bad(
        "unreachable",
        null,
        cause,
        "",
        "The platform did not answer. Check that this server may reach api_base_url: name server,"
            + " firewall, proxy.");
  }

  /** Codes of the platform's page on stable_token, by what the operator can do. */
  private static Result said(ApiError error) {
    return switch (error.errcode()) {
      case 40001, 40125 ->
          said(
              error,
              "secret",
              "app_secret is not the one of this app_id. Copy it again from the shop's settings; a"
                  + " reset there makes the old one worthless.");
      case 40013, 41002 ->
          said(error, "app_id", "app_id is not known. Copy it again, it begins with wx.");
      case 40164, 61004, 45035 ->
          said(
              error,
              "address",
              "This server's address is not on the shop's list of allowed addresses (API IP 白名单"
                  + " at developers.weixin.qq.com/platform). Add the address that errmsg names.");
      case ApiError.httpForbidden ->
          said(
              error,
              "address",
              "The platform refused this server's address (HTTP 403). Add its public address to the"
                  + " shop's list of allowed addresses (API IP 白名单 at"
                  + " developers.weixin.qq.com/platform).");
      case 40066 ->
          said(
              error,
              "url",
              "The platform knows no such path. api_base_url is https://api.weixin.qq.com, without"
                  + " a path; below it messages are sent to "
                  + ApiPaths.sendMessage
                  + ".");
      case 48001, 48004, 50001, 50002 ->
          said(
              error,
              "not_authorised",
              "The shop has no right to this API, or is restricted. Look at its state and its API"
                  + " rights on the platform.");
      default ->
          said(error, "other", "See the platform's page on error codes, and give it the rid.");
    };
  }

  private static Result said(ApiError error, String reason, String mend) {
    return new Result.Bad(reason, error.errcode(), error.errmsg(), error.rid(), mend);
  }
}
