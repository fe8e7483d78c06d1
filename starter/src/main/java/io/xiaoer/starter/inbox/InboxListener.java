package io.xiaoer.starter.inbox;

import java.time.Duration;
import java.util.List;

/**
 * Is told what becomes of messages and events, after it is committed. For metrics; must neither
 * block nor throw.
 */
public interface InboxListener {
  /** Tells nobody. */
  InboxListener NONE = new InboxListener() {};

  /** Tells each of them, in this order. */
  static InboxListener all(List<? extends InboxListener> listeners) {
    List<InboxListener> all = List.copyOf(listeners);
    return new InboxListener() {
      @Override
      public void kept(String shop, MessageInbox.Kept kept) {
        all.forEach(each -> each.kept(shop, kept));
      }

      @Override
      public void handled(String shop, Duration took, Duration sinceKept) {
        all.forEach(each -> each.handled(shop, took, sinceKept));
      }

      @Override
      public void failed(String shop) {
        all.forEach(each -> each.failed(shop));
      }

      @Override
      public void died(String shop) {
        all.forEach(each -> each.died(shop));
      }
    };
  }

  /** An event was kept, or known before. */
  default void kept(String shop, MessageInbox.Kept kept) {}

  /**
   * A handler has done its work.
   *
   * @param took the call of the handler, with its transaction
   * @param sinceKept from the push until now
   */
  default void handled(String shop, Duration took, Duration sinceKept) {}

  /** A handler has failed, and will be called again. */
  default void failed(String shop) {}

  /** There is one more dead letter. */
  default void died(String shop) {}
}
