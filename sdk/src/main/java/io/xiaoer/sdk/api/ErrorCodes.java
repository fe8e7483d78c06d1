package io.xiaoer.sdk.api;

/**
 * The platform's error codes that call for something else than showing them.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/dev_before/commErrCode">the
 *     platform's error codes</a>
 */
final class ErrorCodes {
  static final int BUSY = -1;
  static final int MINUTE_QUOTA = 45011;
  static final int DAY_QUOTA = 45009;

  private ErrorCodes() {}

  /** Invalid, expired, malformed or missing: a fresh one may do. */
  static boolean isOfToken(int errcode) {
    return switch (errcode) {
      case 40001, 42001, 40014, 41001 -> true;
      default -> false;
    };
  }

  /** What a call that was made with a good token came to, by its code other than 0. */
  static SendOutcome outcome(ApiError error) {
    return switch (error.errcode()) {
      case BUSY -> new SendOutcome.Busy(error);
      case MINUTE_QUOTA -> new SendOutcome.Throttled(error, Scope.MINUTE);
      case DAY_QUOTA -> new SendOutcome.Throttled(error, Scope.DAY);
      case 45035, 61004, 40164, 48001, 48004 -> new SendOutcome.Misconfigured(error);
      default -> new SendOutcome.Refused(error);
    };
  }
}
