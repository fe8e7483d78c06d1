package io.xiaoer.sdk.push;

import io.xiaoer.sdk.event.PushEvent;

/** What a receiver does with the requests on its push URL, see {@link PushEndpoint}. */
@FunctionalInterface
public interface PushKeeper {
  /**
   * Keeps an event durably. The same event comes again, also at the same moment.
   *
   * @return {@link PushAnswer#SUCCESS} only when it is kept, or was kept before; everything else
   *     has the platform push it again: about ten times in three and a half hours, and then never
   *     more
   */
  PushAnswer keep(PushEvent event);

  /** The platform has checked the URL, and all is well. For logs and counters. */
  default void checked() {}

  /**
   * A request was refused. What {@linkplain Reason#isSigned is signed} may be kept, to be
   * {@linkplain PushReceiver#readAgain read again}; the work for each of these reasons must be the
   * same.
   *
   * @param body as it came; not a copy
   */
  default void refused(Received.Refused refused, byte[] body) {}
}
