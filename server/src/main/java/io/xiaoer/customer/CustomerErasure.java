package io.xiaoer.customer;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes what people have written down of a customer. */
final class CustomerErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "customer";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.NOTES,
        jdbc.sql(
                """
                SELECT (SELECT count(*) FROM customer_tag WHERE conversation_id = :id)
                     + (SELECT coalesce(sum(CASE WHEN note <> '' THEN 1 ELSE 0 END
                                          + CASE WHEN remark_name <> '' THEN 1 ELSE 0 END
                                          + CASE WHEN block_reason <> '' THEN 1 ELSE 0 END), 0)
                        FROM customer WHERE conversation_id = :id)
                """)
            .param("id", who.conversationId())
            .query(Long.class)
            .single());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      jdbc.sql("DELETE FROM customer_tag WHERE conversation_id = ?")
          .param(who.conversationId())
          .update();
      jdbc.sql("DELETE FROM customer WHERE conversation_id = ?")
          .param(who.conversationId())
          .update();
    };
  }
}
