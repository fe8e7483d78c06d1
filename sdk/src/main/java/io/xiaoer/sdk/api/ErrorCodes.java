package io.xiaoer.sdk.api;

/**
 * The platform's error codes that call for something else than showing them.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/dev_before/commErrCode">the
 *     platform's error codes</a>
 */
final class ErrorCodes {
  private ErrorCodes() {}

  /** Invalid, expired, malformed or missing: a fresh one may do. */
  static boolean isOfToken(int errcode) {
    return switch (errcode) {
      case 40001, 42001, 40014, 41001 -> true;
      default -> false;
    };
  }

  /** Whether any other call of the shop would be refused as well. */
  static boolean concernsWholeShop(ApiError error) {
    Failure failure = failure(error);
    return isOfToken(error.errcode())
        || failure instanceof Failure.Throttled
        || failure instanceof Failure.Misconfigured;
  }

  /** What a call that was made with a good token came to, by its code other than 0. */
  static Failure failure(ApiError error) {
    return switch (error.errcode()) {
      case -1 -> new Failure.Busy(error);
      case 45011 -> new Failure.Throttled(error, Scope.MINUTE);
      case 45009 -> new Failure.Throttled(error, Scope.DAY);
      case 45035, 61004, 40164, ApiError.httpForbidden, 48001, 48004 ->
          new Failure.Misconfigured(error);
      default -> new Failure.Refused(error);
    };
  }
}
