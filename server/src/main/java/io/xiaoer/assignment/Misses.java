package io.xiaoer.assignment;

import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Conversations that somebody was given and did not answer in time. */
final class Misses {
  private Misses() {}

  static void note(JdbcClient jdbc, long conversation, String username, Instant now) {
    jdbc.sql(
            """
            INSERT INTO missed_conversation (conversation_id, username, missed_at) VALUES (?, ?, ?)
            """)
        .params(conversation, username, Micros.of(now))
        .update();
  }

  /**
   * Who was the last to miss each conversation in which somebody waits for an agent.
   *
   * @param ids of the conversations; empty for all
   */
  static Map<Long, String> lastOfWaiting(JdbcClient jdbc, List<Long> ids) {
    Map<Long, String> last = new HashMap<>();
    jdbc.sql(
            """
            SELECT c.id, (SELECT m.username FROM missed_conversation m
                          WHERE m.conversation_id = c.id AND m.missed_at >= c.last_agent_at
                          ORDER BY m.id DESC LIMIT 1) AS username
            FROM conversation c
            WHERE c.closed_at IS NULL AND c.waiting_since IS NOT NULL AND c.assignee IS NULL
              AND c.assigned_by = '' %s
            """
                .formatted(ids.isEmpty() ? "" : "AND c.id IN (:ids)"))
        .param("ids", ids)
        .query(row -> {
          String username = row.getString("username");
          if (username != null) {
            last.put(row.getLong("id"), username);
          }
        });
    return last;
  }

  /** How many somebody has missed since a moment. */
  static int since(JdbcClient jdbc, String username, Instant from) {
    return jdbc.sql("SELECT count(*) FROM missed_conversation WHERE username = ? AND missed_at > ?")
        .params(username, Micros.of(from))
        .query(Integer.class)
        .single();
  }
}
