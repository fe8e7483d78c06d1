package io.xiaoer.starter;

import io.xiaoer.starter.inbox.InboxState;
import io.xiaoer.starter.inbox.JdbcMessageInbox;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How much there is to do, counted anew when it is asked for and the last count is some old. */
final class RecentState {
  private static final Duration GOOD_FOR = Duration.ofSeconds(5);

  private final JdbcMessageInbox inbox;
  private final InstantSource clock;
  private @Nullable InboxState last;
  private Instant countedAt = Instant.MIN;

  RecentState(JdbcMessageInbox inbox, InstantSource clock) {
    this.inbox = inbox;
    this.clock = clock;
  }

  synchronized InboxState get() {
    Instant now = clock.instant();
    InboxState known = last;
    if (known == null || !now.isBefore(countedAt.plus(GOOD_FOR))) {
      known = inbox.state();
      last = known;
      countedAt = now;
    }
    return known;
  }

  double oldestSeconds() {
    Instant oldest = get().oldestWaiting();
    return oldest == null ? 0 : Duration.between(oldest, clock.instant()).toMillis() / 1_000.0;
  }
}
