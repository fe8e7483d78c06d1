package io.xiaoer.simulator.error;

import java.util.Arrays;
import java.util.Optional;

/**
 * The platform's refusals.
 *
 * <p>Codes and words from developers.weixin.qq.com/doc/store/shop/dev_before/commErrCode where not
 * marked as a guess. A guess takes the code that the neighbouring customer-message channel
 * (developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html) uses.
 */
public enum ApiError {
  BUSY(-1, "system error"),
  TOKEN_INVALID(40001, "invalid credential, access_token is invalid or not latest"),
  GRANT_TYPE(40002, "invalid grant_type"),
  OPENID(40003, "invalid openid"),
  APPID(40013, "invalid appid"),
  TOKEN_ILLEGAL(40014, "invalid access_token"),
  URL(40066, "invalid url"),
  ARGUMENTS(40097, "invalid args"),
  SECRET(40125, "invalid appsecret"),
  NOT_ON_ALLOW_LIST(40164, "invalid ip, not in whitelist"),
  TOKEN_MISSING(41001, "access_token missing"),
  APPID_MISSING(41002, "appid missing"),
  SECRET_MISSING(41004, "appsecret missing"),
  TOKEN_EXPIRED(42001, "access_token expired"),
  GET_ONLY(43001, "require GET method"),
  POST_ONLY(43002, "require POST method"),
  HTTPS_ONLY(43003, "require https"),
  FILE_EMPTY(44001, "empty media data"),
  BODY_EMPTY(44002, "empty post data"),
  FILE_TOO_LARGE(45001, "media size out of limit"),
  TEXT_TOO_LONG(45002, "content size out of limit"),
  DAY_QUOTA(45009, "reach max api daily quota limit"),
  MINUTE_QUOTA(45011, "api minute-quota reach limit, must slower, retry next minute"),
  WINDOW_CLOSED(45015, "response out of time limit or subscription is canceled"), // A guess.
  ADDRESS_NOT_LISTED(45035, "access clientip is not registered, not in ip-white-list"),
  ALLOWANCE_USED_UP(45047, "out of response count limit"), // A guess.
  NOT_JSON(47001, "data format error"),
  UNAUTHORIZED(48001, "api unauthorized"),
  FORBIDDEN(48004, "api forbidden for irregularities"),
  USER_UNAUTHORIZED(50001, "user unauthorized"),
  USER_LIMITED(50002, "user limited"),
  ADDRESS_NOT_REGISTERED(61004, "access clientip is not registered, not in ip-white-list"),
  RISKY(87014, "risky content"); // A guess, from the content-security API.

  private final int code;
  private final String message;

  ApiError(int code, String message) {
    this.code = code;
    this.message = message;
  }

  public int code() {
    return code;
  }

  public String message() {
    return message;
  }

  public static Optional<ApiError> of(int code) {
    return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
  }
}
