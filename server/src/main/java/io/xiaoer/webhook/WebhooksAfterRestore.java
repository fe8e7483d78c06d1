package io.xiaoer.webhook;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Webhooks in a database that was brought back from a backup. */
public final class WebhooksAfterRestore {
  private WebhooksAfterRestore() {}

  /**
   * Nothing is sent until a person resumes them; gives how many these are. Each would begin at its
   * place of then, and send what it has sent since; and the copy may be only a drill, while the
   * addresses are those of systems that act on what they are sent.
   */
  public static int pauseAll(JdbcClient jdbc) {
    return jdbc.sql(
            """
            UPDATE webhook SET state = 'paused', reason = 'restored', failures = 0,
                               failing_since = NULL, probe_at = NULL
            WHERE state = 'active' OR (state = 'paused' AND reason = 'failing')
            """)
        .update();
  }
}
