package io.xiaoer.draft;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes what somebody has begun to write to a customer. */
final class DraftErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "draft";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.DRAFTS,
        jdbc.sql("SELECT count(*) FROM draft WHERE conversation_id = ?")
            .param(who.conversationId())
            .query(Long.class)
            .single());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc ->
        jdbc.sql("DELETE FROM draft WHERE conversation_id = ?")
            .param(who.conversationId())
            .update();
  }
}
