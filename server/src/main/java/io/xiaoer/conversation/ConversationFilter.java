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
 */
public record Which(ShopSet shops, View view, String me, @Nullable String assignee) {

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

  public static Which all(ShopSet shops) {
    return new Which(shops, View.ALL, "", null);
  }

  String sql() {
    return "%s AND %s%s"
        .formatted(
            shops.sql("c.shop"), view.sql, assignee == null ? "" : " AND c.assignee = :assignee");
  }

  StatementSpec bind(StatementSpec statement) {
    StatementSpec bound = statement.param("shops", shops.sqlNames()).param("me", me);
    return assignee == null ? bound : bound.param("assignee", assignee);
  }
}
