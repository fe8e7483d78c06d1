package io.xiaoer.sdk.api;

/** What is known after one try to send a message. */
public sealed interface SendOutcome {
  /**
   * The platform took it (errcode 0).
   *
   * @param msgId the platform's id of the message; may be empty
   */
  record Accepted(String msgId) implements SendOutcome {}

  /** The platform is busy (-1): try again later with the same request id. */
  record Busy(ApiError error) implements SendOutcome {}

  /** Too many calls: nothing leaves for this shop until the allowance is renewed. */
  record Throttled(ApiError error, Scope scope) implements SendOutcome {}

  /**
   * No message of this shop can leave until somebody mends a setting: the address this server calls
   * from (40164, 45035, 61004, and 403 for HTTP 403 without an errcode), the API's permission
   * (48001, 48004), appid and secret, or access tokens that are refused though they are fresh
   * (40001).
   */
  record Misconfigured(ApiError error) implements SendOutcome {}

  /** The platform refuses this message, also with a code unknown here: show it, do not retry. */
  record Refused(ApiError error) implements SendOutcome {}

  /**
   * It surely never reached the customer: try again.
   *
   * @param cause for logs; holds no token and no content
   */
  record NotSent(String cause) implements SendOutcome {}

  /**
   * It left, and whether it arrived is not known: try again, with the same request id and no other.
   *
   * @param cause for logs; holds no token and no content
   */
  record Unknown(String cause) implements SendOutcome {}
}
