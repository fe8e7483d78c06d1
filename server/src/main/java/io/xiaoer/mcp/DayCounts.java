package io.xiaoer.mcp;

import io.xiaoer.api.ApiProblem;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How much each key wrote on a day, and that this has an end; of all nodes together. */
final class DayCounts {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  private final int proposalsADay;
  private final int repliesADay;

  DayCounts(int proposalsADay, int repliesADay) {
    this.proposalsADay = proposalsADay;
    this.repliesADay = repliesADay;
  }

  /** One more, in this transaction; refused where the day has no more. */
  void proposed(JdbcClient jdbc, String caller, Instant at) {
    if (oneMore(jdbc, "proposed", caller, at) > proposalsADay) {
      throw ApiProblem.conflict(
              "proposals_used_up",
              "This key's proposals of today are used up: %s. There are more tomorrow."
                  .formatted(proposalsADay))
          .with("max", proposalsADay);
    }
  }

  /** The same of what is sent. */
  void sent(JdbcClient jdbc, String caller, Instant at) {
    if (oneMore(jdbc, "sent", caller, at) > repliesADay) {
      throw ApiProblem.conflict(
              "sends_used_up",
              "This key's replies of today are used up: %s. Propose it instead, or wait until"
                      .formatted(repliesADay)
                  + " tomorrow.")
          .with("max", repliesADay);
    }
  }

  /** Gives how many there are now. */
  private static long oneMore(JdbcClient jdbc, String column, String caller, Instant at) {
    return jdbc.sql(
            """
            INSERT INTO mcp_count (day, caller, %1$s) VALUES (?, ?, 1)
            ON CONFLICT (day, caller) DO UPDATE SET %1$s = mcp_count.%1$s + 1
            RETURNING %1$s
            """
                .formatted(column))
        .params(LocalDate.ofInstant(at, ZONE).toString(), caller)
        .query(Long.class)
        .single();
  }
}
