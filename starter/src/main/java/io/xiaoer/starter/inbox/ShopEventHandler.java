package io.xiaoer.starter.inbox;

/**
 * What the application does with the other events of its shops, orders and after-sales for example:
 * a shop has one push URL for all of them. Without a bean of this type they are kept and
 * acknowledged, and handed to nobody.
 *
 * <p>It is called as a {@link KfMessageHandler} is. Events that name the same customer are in the
 * order in which they came; messages do not wait for them.
 */
@FunctionalInterface
public interface ShopEventHandler {
  /**
   * Handles one event.
   *
   * @throws Exception to be called with this event again
   */
  void handle(InboxEvent event) throws Exception;
}
