package io.xiaoer.simulator.probe;

/**
 * What a check rests on.
 *
 * @param inferred true where the page does not say it in words
 */
record Source(String page, boolean inferred) {
  private static final String SITE = "https://developers.weixin.qq.com";

  /** The event of customer messages: fields, five seconds, what counts as an answer. */
  static final String MESSAGES = SITE + "/doc/store/shop/notify/kf_callback/kf_msg_event";

  /** A store's push URL: ports, modes, the URL check. */
  static final String PUSH_URL = SITE + "/doc/store/API/basics/message_push.html";

  /** Envelope and signatures, with examples. */
  static final String ENVELOPE =
      SITE + "/miniprogram/dev/framework/server-ability/message-push.html";

  /** Encryption, {@code msg_signature}, and when a failed push is repeated. */
  static final String ENCRYPTION = SITE + "/doc/oplatform/developers/dev/push/encryption";

  /** What sending takes and answers. */
  static final String SENDING = SITE + "/doc/store/shop/API/kf/api_sendmsg";

  /** How a token is asked for. */
  static final String TOKEN = SITE + "/doc/store/shop/API/basics/token/getStableAccessToken";

  static Source stated(String page) {
    return new Source(page, false);
  }

  static Source inferred(String page) {
    return new Source(page, true);
  }

  @Override
  public String toString() {
    return inferred ? page + " (inferred)" : page;
  }
}
