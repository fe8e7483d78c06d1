package io.xiaoer.notice;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A browser in which a person has switched on notices.
 *
 * @param session the log-in it was switched on in
 * @param deliveredAt when its push service last took a message
 */
record PushDevice(
    long channelId,
    String username,
    String session,
    String userAgent,
    Instant createdAt,
    @Nullable Instant deliveredAt) {
  /** More than that are browsers somebody has forgotten. */
  static final int DEVICES_MAX = 10;

  /** {@code sessions}: those that are open, with whose they are. */
  boolean isLoggedIn(Map<String, String> sessions) {
    return username.equals(sessions.get(session));
  }
}
