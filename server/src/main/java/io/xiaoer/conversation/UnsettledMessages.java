package io.xiaoer.conversation;

/**
 * Messages that are part of what goes on, however old they are: in a conversation that is open,
 * what came since it was closed last, or ever if it never was; what a customer waits for an answer
 * to; an answer that is on its way or in doubt.
 */
public final class UnsettledMessages {
  /** 1 or 0, of a message {@code m} and its conversation {@code c}. */
  public static final String CONDITION =
      """
      CASE WHEN m.next_try_at IS NOT NULL
             OR (m.state = 'unknown' AND m.decision IS NULL)
             OR m.created_at >= c.waiting_since
             OR (c.closed_at IS NULL AND m.received_at > coalesce(
                   (SELECT max(e.happened_at) FROM conversation_event e
                    WHERE e.conversation_id = c.id AND e.type = 'closed'), 0))
           THEN 1 ELSE 0 END
      """;

  private UnsettledMessages() {}
}
