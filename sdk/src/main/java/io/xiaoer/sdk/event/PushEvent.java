package io.xiaoer.sdk.event;

/** One event of the one push URL that a shop has for all its events. */
public sealed interface PushEvent {
  /** What every event has. */
  Head head();

  /**
   * {@code commkf_send_msg_to_kf}: a message in the shop's customer service.
   *
   * @see <a
   *     href="https://developers.weixin.qq.com/doc/store/shop/notify/kf_callback/kf_msg_event">the
   *     event on the platform's pages</a>
   */
  record KfMessage(Head head, Origin origin, Message message) implements PushEvent {}

  /** Any other event: orders, products, {@code debug_demo}, and what will be invented later. */
  record Other(Head head) implements PushEvent {}
}
