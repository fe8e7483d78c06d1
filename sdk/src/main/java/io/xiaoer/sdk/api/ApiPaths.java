package io.xiaoer.sdk.api;

import java.util.List;
import java.util.Locale;

/** The paths of the platform's API that this library calls, below {@code api.weixin.qq.com}. */
public final class ApiPaths {
  /** Sends a message of a Store; {@code /cgi-bin/message/custom/send} is for other accounts. */
  public static final String sendMessage = "/channels/ec/commkf/sendmsg";

  public static final String upload = "/channels/ec/commkf/cosupload";
  public static final String token = "/cgi-bin/stable_token";
  public static final String order = "/channels/ec/order/get";
  public static final String product = "/channels/ec/product/get";
  public static final String callbackAddresses = "/cgi-bin/getcallbackip";

  /** The customer-service API as a whole: what is new in it may replace what is called today. */
  private static final List<String> marks =
      List.of("commkf", "stable_token", "order/get", "product/get", "getcallbackip");

  private ApiPaths() {}

  /**
   * Whether a change of this path may be one of what this library calls. Rather once too often: the
   * platform writes paths with and without a host, and of some only a part.
   *
   * @param cgiPath as the event {@code api_diff} has it
   * @see <a
   *     href="https://developers.weixin.qq.com/doc/store/shop/notify/common_callback/API_change_log_callback.html">
   *     api_diff on the platform's pages</a>
   */
  public static boolean concern(String cgiPath) {
    String path = cgiPath.toLowerCase(Locale.ROOT);
    return marks.stream().anyMatch(path::contains);
  }
}
