package io.xiaoer.proposal;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Removes what was proposed to tell a customer. */
final class ProposalErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "proposal";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.DRAFTS,
        jdbc.sql("SELECT count(*) FROM proposal WHERE conversation_id = ?")
            .param(who.conversationId())
            .query(Long.class)
            .single());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc ->
        jdbc.sql("DELETE FROM proposal WHERE conversation_id = ?")
            .param(who.conversationId())
            .update();
  }
}
