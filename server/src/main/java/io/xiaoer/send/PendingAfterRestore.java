package io.xiaoer.send;

import io.xiaoer.conversation.AnswerTable;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers on their way in a database that was brought back from a backup. */
public final class PendingAfterRestore {
  private static final String WHY =
      "it was on its way when the backup was taken from which this desk was brought back";

  private PendingAfterRestore() {}

  /**
   * Hands them all to people; gives how many. The platform may have them: it forgets a request_id
   * after a time that is not published, so trying once more could say a thing twice.
   */
  public static int handToPeople(JdbcClient jdbc, Instant now) {
    int inDoubt = AnswerTable.allInDoubt(jdbc, WHY, now);
    jdbc.sql("DELETE FROM outbox").update();
    return inDoubt;
  }
}
