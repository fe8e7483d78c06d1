package io.xiaoer.conversation;

import io.xiaoer.shop.ShopScope;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Which conversations a list is about.
 *
 * @param me whose list it is
 * @param assignee only those of this one; null for all
 * @param openId only that of this customer, one for each shop; null for all
 */
public record ConversationFilter(
    ShopScope shops, View view, String me, @Nullable String assignee, @Nullable String openId) {

  /** The tabs of the list. */
  public enum View {
    ALL("1 = 1"),
    MINE("c.closed_at IS NULL AND c.assignee = :me"),
    /** Open, nobody serves it, and its customer is not blocked. */
    QUEUE(
        "c.closed_at IS NULL AND c.assignee IS NULL"
            + " AND (c.blocked_until IS NULL OR c.blocked_until <= :now)"),
    COLLEAGUES("c.closed_at IS NULL AND c.assignee <> :me"),
    CLOSED("c.closed_at IS NOT NULL");

    private final String sql;

    View(String sql) {
      this.sql = sql;
    }

    public static Optional<View> of(String word) {
      return Arrays.stream(values())
          .filter(view -> view.name().toLowerCase(Locale.ROOT).equals(word))
          .findFirst();
    }
  }

  public static ConversationFilter all(ShopScope shops) {
    return new ConversationFilter(shops, View.ALL, "", null, null);
  }

  String sql() {
    return "c.erased_at IS NULL AND %s AND %s%s%s"
        .formatted(
            shops.sql("c.shop"),
            view.sql,
            assignee == null ? "" : " AND c.assignee = :assignee",
            openId == null ? "" : " AND c.open_id = :open_id");
  }

  StatementSpec bind(StatementSpec statement) {
    StatementSpec bound = statement.param("shops", shops.sqlNames()).param("me", me);
    bound = assignee == null ? bound : bound.param("assignee", assignee);
    return openId == null ? bound : bound.param("open_id", openId);
  }
}
