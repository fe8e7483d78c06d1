package io.xiaoer.log;

import io.xiaoer.sdk.event.PushEvent;
import io.xiaoer.shop.ShopId;

/** Where the push path puts an event. */
public interface Inbox {

  /**
   * Appends, and returns when the event is durable or it is certain that this call will not say so.
   * Blocks for at most {@link LogWriter#WAIT_SECONDS_MAX} seconds.
   */
  Appended append(ShopId shop, PushEvent event);
}
