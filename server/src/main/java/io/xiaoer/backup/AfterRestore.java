package io.xiaoer.backup;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.AuditAction;
import io.xiaoer.change.ChangeFeed;
import io.xiaoer.send.PendingAfterRestore;
import io.xiaoer.staff.Accounts;
import io.xiaoer.webhook.WebhooksAfterRestore;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a database must not take up where it was, because the world has gone on without it. */
final class AfterRestore {
  private AfterRestore() {}

  /** Gives how many answers were on their way. */
  static int settle(JdbcClient jdbc, Manifest manifest, Instant now) {
    int inDoubt = PendingAfterRestore.handToPeople(jdbc, now);
    int paused = WebhooksAfterRestore.pauseAll(jdbc);
    Accounts.endAllSessions(jdbc);
    ChangeFeed.startAnew(jdbc, now);
    Audit.note(
        jdbc,
        now,
        "",
        AuditAction.RESTORED,
        "backup of " + manifest.begunAt(),
        "%s in doubt, %s webhooks paused".formatted(inDoubt, paused));
    return inDoubt;
  }
}
