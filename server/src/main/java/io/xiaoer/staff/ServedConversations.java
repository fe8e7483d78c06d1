package io.xiaoer.staff;

import io.xiaoer.shop.ShopScope;
import java.time.Instant;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What accounts have to know, and to bring about, of the conversations that somebody serves. The
 * feature that holds conversations implements it; an account is below it and knows nothing of them.
 */
public interface ServedConversations {
  /**
   * How many conversations need each user now, by username; users without any are absent. One that
   * is answered and silent needs nobody.
   */
  Map<String, Integer> loads(JdbcClient jdbc, Instant now);

  /**
   * Puts back into the queue what {@code username} serves in shops other than {@code kept}, in the
   * transaction that takes the shops away.
   */
  void release(JdbcClient jdbc, String username, ShopScope kept, String by, Instant now);
}
