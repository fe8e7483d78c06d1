package io.xiaoer.sdk.api;

/**
 * The platform's own words about what went wrong.
 *
 * @param errcode never 0
 * @param errmsg without the request's id; may be empty
 * @param rid the id under which the platform's support finds the request; may be empty
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/dev_before/commErrCode">the
 *     platform's error codes</a>
 */
public record ApiError(int errcode, String errmsg, String rid) {
  /**
   * In place of an errcode: HTTP 403 without one, as a caller gets whose address is not on the
   * shop's allow list.
   */
  public static final int httpForbidden = 403;

  private static final String RID = "rid: ";

  /**
   * Whether no other call of this shop would fare better: its tokens are refused, its allowance is
   * used up, or a setting is wrong. Wait and try one call, not each of them.
   */
  public boolean concernsWholeShop() {
    return ErrorCodes.concernsWholeShop(this);
  }

  /** Splits the {@code rid: …} off the end of what the platform answers as errmsg. */
  static ApiError of(int errcode, String errmsg) {
    int at = errmsg.lastIndexOf(RID);
    boolean ownWord = at == 0 || (at > 0 && errmsg.charAt(at - 1) == ' ');
    return ownWord
        ? new ApiError(
            errcode, errmsg.substring(0, at).strip(), errmsg.substring(at + RID.length()).strip())
        : new ApiError(errcode, errmsg.strip(), "");
  }
}
