package io.xiaoer.autoreply;

import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import java.util.List;

/** Forgets what a customer was told and is to be told. The log of decisions has no texts. */
final class AutoReplyErasure implements ErasesCustomer {

  @Override
  public String name() {
    return "autoreply";
  }

  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc ->
        List.of(
                "DELETE FROM automatic_reply_due WHERE conversation_id = ?",
                "DELETE FROM automatic_reply_sent WHERE conversation_id = ?",
                "DELETE FROM automatic_reply_stop WHERE conversation_id = ?")
            .forEach(delete -> jdbc.sql(delete).param(who.conversationId()).update());
  }
}
