package io.xiaoer.notice;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Removes the texts of notices that may have named a customer, with what the channels answered.
 * That somebody was called stays.
 */
final class NoticeErasure implements ErasesCustomer {
  private static final String OF_ONE =
      "(SELECT notice_id FROM notice_call WHERE conversation_id = ?)";

  @Override
  public String name() {
    return "notice";
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.NOTICES,
        jdbc.sql("SELECT count(*) FROM notice WHERE text IS NOT NULL AND id IN " + OF_ONE)
            .param(who.conversationId())
            .query(Long.class)
            .single());
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      jdbc.sql("UPDATE notice SET text = NULL WHERE id IN " + OF_ONE)
          .param(who.conversationId())
          .update();
      jdbc.sql("UPDATE notice_attempt SET detail = NULL WHERE notice_id IN " + OF_ONE)
          .param(who.conversationId())
          .update();
    };
  }
}
