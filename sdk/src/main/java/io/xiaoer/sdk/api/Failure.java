package io.xiaoer.sdk.api;

/**
 * Why a call came to nothing, by what to do next. For calls that may be made twice without harm;
 * sending has {@link SendOutcome}, because there a repetition needs the same request id.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/dev_before/commErrCode">the
 *     platform's error codes</a>
 */
public sealed interface Failure {
  /** The platform is busy (-1): try again later. */
  record Busy(ApiError error) implements Failure {}

  /** Too many calls: none of this shop until the allowance is renewed. */
  record Throttled(ApiError error, Scope scope) implements Failure {}

  /**
   * No call of this shop can work until somebody mends a setting: the address this server calls
   * from (40164, 45035, 61004, and 403 for HTTP 403 without an errcode), the API's permission
   * (48001, 48004), appid and secret, or access tokens that are refused though they are fresh
   * (40001).
   */
  record Misconfigured(ApiError error) implements Failure {}

  /** The platform refuses this request, also with a code unknown here: show it, do not retry. */
  record Refused(ApiError error) implements Failure {}

  /**
   * The request surely did not leave: try again.
   *
   * @param cause for logs; holds no token and no content
   */
  record NotSent(String cause) implements Failure {}

  /**
   * The request left, and what became of it is not known: try again.
   *
   * @param cause for logs; holds no token and no content
   */
  record Unknown(String cause) implements Failure {}
}
