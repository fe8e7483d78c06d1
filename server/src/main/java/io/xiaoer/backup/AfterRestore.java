package io.xiaoer.backup;

import io.xiaoer.audit.Audit;
import io.xiaoer.audit.Deed;
import io.xiaoer.conversation.Changes;
import io.xiaoer.send.OnTheirWay;
import io.xiaoer.staff.People;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a database must not take up where it was, because the world has gone on without it. */
final class AfterRestore {
  private AfterRestore() {}

  /** Gives how many answers were on their way. */
  static int settle(JdbcClient jdbc, Manifest manifest, Instant now) {
    int inDoubt = OnTheirWay.handToPeople(jdbc);
    People.endAllSessions(jdbc);
    Changes.startAnew(jdbc, now);
    Audit.note(
        jdbc, now, "", Deed.RESTORED, "backup of " + manifest.begunAt(), inDoubt + " in doubt");
    return inDoubt;
  }
}
