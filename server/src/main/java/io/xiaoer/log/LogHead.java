package io.xiaoer.log;

import io.xiaoer.store.SequenceJump;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The place behind which the log goes on. */
public final class LogHead {
  private LogHead() {}

  /** From then on pushes are also looked up by the keys that erased entries have. */
  static void noteErased(JdbcClient jdbc) {
    jdbc.sql("UPDATE log_head SET erased = 1 WHERE id = 1 AND erased = 0").update();
  }

  /**
   * After a backup was brought back: other systems that read the log have places from after it, and
   * must not be given something else at the same ones.
   */
  public static void leap(JdbcClient jdbc, Instant now) {
    long newest = jdbc.sql("SELECT coalesce(max(seq), 0) FROM event").query(Long.class).single();
    jdbc.sql("UPDATE log_head SET seq = ? WHERE id = 1")
        .param(SequenceJump.afterRestore(newest, now))
        .update();
  }
}
