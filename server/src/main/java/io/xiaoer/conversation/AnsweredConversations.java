package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Open conversations in which the last word is a person's and the platform has it: the customer
 * owes the answer, if anybody does.
 */
public final class AnsweredConversations {
  private static final String SINCE =
      """
      closed_at IS NULL AND waiting_since IS NULL
      AND answered_at <= :before AND last_message_at <= :before
      """;

  private AnsweredConversations() {}

  /** Of a shop, those answered at {@code before} or earlier, and silent since. */
  public static List<Long> since(JdbcClient jdbc, ShopId shop, Instant before, int limit) {
    return jdbc.sql(
            "SELECT id FROM conversation WHERE shop = :shop AND %s ORDER BY id LIMIT :limit"
                .formatted(SINCE))
        .param("shop", shop.value())
        .param("before", Micros.of(before))
        .param("limit", limit)
        .query((row, _) -> row.getLong("id"))
        .list();
  }

  /**
   * Closes one by itself, in the caller's transaction. False when somebody has written meanwhile,
   * or closed it.
   *
   * @param detail for the audit log
   */
  public static boolean close(
      JdbcClient jdbc, long id, Instant before, String detail, Instant now) {
    long still =
        jdbc.sql("SELECT count(*) FROM conversation WHERE id = :id AND %s".formatted(SINCE))
            .param("id", id)
            .param("before", Micros.of(before))
            .query(Long.class)
            .single();
    if (still == 0) {
      return false;
    }
    Assignments.closeNow(jdbc, id, null, "", detail, Micros.of(now));
    ChangeFeed.noteConversation(jdbc, id, Micros.of(now));
    return true;
  }
}
