package io.xiaoer.starter;

import io.xiaoer.sdk.api.KfApi;
import io.xiaoer.sdk.api.OutgoingMessage;
import io.xiaoer.sdk.api.SendOutcome;
import io.xiaoer.starter.inbox.InboxMessage;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Answers the customers of the configured shops. Blocking and thread-safe.
 *
 * <p>Nothing that the network or the platform does makes it throw: every call ends within {@code
 * xiaoer.api.deadline} and in a value that says what is known and what to do next. It keeps no
 * outbox and does not count: after a customer's message the platform takes five answers within 48
 * hours, and no more until they write again.
 *
 * @see <a href="https://developers.weixin.qq.com/doc/store/shop/API/kf/api_sendmsg">sendmsg on the
 *     platform's pages</a>
 */
public final class KfClient {
  /** Half of a key is more than enough to be the only one. */
  private static final int KEY_CHARS = 32;

  private final Map<String, KfApi> byShop = new LinkedHashMap<>();

  /** A client for the configured shops. */
  public KfClient(XiaoerProperties properties, InstantSource clock) {
    for (XiaoerProperties.Shop shop : properties.shops()) {
      byShop.put(
          shop.id(),
          new KfApi(
              shop.apiBaseUrl(),
              shop.appId(),
              shop.appSecret(),
              clock,
              properties.api().deadline()));
    }
  }

  /** The ids of the configured shops, in their order. */
  public Set<String> shops() {
    return Collections.unmodifiableSet(byShop.keySet());
  }

  /**
   * All of one shop's API: messages, uploads, orders, products.
   *
   * @param shop its id in the configuration
   * @throws IllegalArgumentException when there is no such shop
   */
  public KfApi api(String shop) {
    KfApi api = byShop.get(shop);
    if (api == null) {
      throw new IllegalArgumentException(
          "shop: " + shop + " (expected: one of " + byShop.keySet() + ")");
    }
    return api;
  }

  /**
   * Sends one message, once.
   *
   * @param shop its id in the configuration
   * @throws IllegalArgumentException when there is no such shop
   */
  public SendOutcome send(String shop, OutgoingMessage message) {
    return api(shop).send(message);
  }

  /** Answers a message. The same as {@code reply(message, 1, body)}. */
  public SendOutcome reply(InboxMessage message, OutgoingMessage.Body body) {
    return reply(message, 1, body);
  }

  /**
   * Answers a message. However often a handler is called with it, and after whatever crash, the
   * request id is the same, and the platform recognises a repetition by it: the customer has the
   * answer once. (The platform says that it does, and not for how long.)
   *
   * @param number of this answer among those to the message, from 1
   */
  public SendOutcome reply(InboxMessage message, int number, OutgoingMessage.Body body) {
    return send(
        message.shop(), new OutgoingMessage(requestId(message, number), message.openId(), body));
  }

  private static String requestId(InboxMessage message, int number) {
    return message.key().substring(0, KEY_CHARS) + "-" + number;
  }

  @Override
  public String toString() {
    return "KfClient" + byShop.keySet();
  }
}
