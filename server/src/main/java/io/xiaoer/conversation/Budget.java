package io.xiaoer.conversation;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often the shop may still answer: at most five messages within 48 hours of a customer's
 * message, and each new one of the customer opens a new window (platform page {@code api_sendmsg}).
 * The platform's error for crossing it is not published, so we count ourselves.
 */
public record Budget(int left, @Nullable Instant expiresAt) {
  public static final int MESSAGES_MAX = 5;

  /** What nobody wrote may not take these: they are kept for people. */
  public static final int FOR_PEOPLE = 3;

  static final Duration WINDOW = Duration.ofDays(2);

  /** A window that opened at {@code openedAt} and of which {@code used} messages are spent. */
  public static Budget of(@Nullable Instant openedAt, int used, Instant now) {
    if (openedAt == null) {
      return new Budget(0, null);
    }
    Instant expiresAt = openedAt.plus(WINDOW);
    return new Budget(now.isBefore(expiresAt) ? Math.max(0, MESSAGES_MAX - used) : 0, expiresAt);
  }

  /** How many of what is left may be spent on messages that nobody wrote. */
  public int automaticLeft() {
    return Math.max(0, left - FOR_PEOPLE);
  }
}
