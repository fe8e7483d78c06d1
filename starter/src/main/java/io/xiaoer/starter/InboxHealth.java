package io.xiaoer.starter;

import io.xiaoer.starter.inbox.InboxState;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when the inbox's tables cannot be read, and then no push can be acknowledged. A queue or
 * dead letters are shown, and take nothing away from the push URL.
 */
final class InboxHealth extends AbstractHealthIndicator {
  private final RecentState recent;

  InboxHealth(RecentState recent) {
    super("inbox: the tables cannot be read");
    this.recent = recent;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    InboxState state = recent.get();
    health
        .up()
        .withDetail("waiting", state.waiting())
        .withDetail("oldestSeconds", recent.oldestSeconds())
        .withDetail("dead", state.dead());
  }
}
