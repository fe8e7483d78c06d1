package io.xiaoer.starter.inbox;

import io.xiaoer.sdk.event.PushEvent;

/**
 * Where the push URL puts what it is sent. A bean of this type takes the place of {@link
 * JdbcMessageInbox}, and then has to call the handlers itself.
 */
public interface MessageInbox {
  /** What became of an event that was to be kept. All of them may be acknowledged. */
  enum Kept {
    /** It is new, and is in the database. */
    STORED,
    /** It was there before; nothing was added. */
    KNOWN,
    /** Its key was there with other content; it is kept beside, and handed to nobody. */
    VARIANT
  }

  /**
   * Keeps one event. Returns when it is committed; the platform is told success only then.
   *
   * @param shop the id of the shop in the configuration
   * @throws RuntimeException when it is not known to be kept, so that the platform pushes it again
   */
  Kept keep(String shop, PushEvent event);
}
