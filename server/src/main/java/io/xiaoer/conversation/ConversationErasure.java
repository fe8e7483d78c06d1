package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.erasure.ConversationsAtHand;
import io.xiaoer.erasure.ErasedCustomer;
import io.xiaoer.erasure.ErasesCustomer;
import io.xiaoer.log.EventLog;
import io.xiaoer.log.LogConsumer;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes a conversation away from everybody, and then what is in it. Its rows stay without content:
 * rounds are made of them, and figures of rounds.
 */
final class ConversationErasure implements ConversationsAtHand, ErasesCustomer {
  private final EventLog log;
  private final LogConsumer reader;

  /** {@code reader}: who makes messages of the log. */
  ConversationErasure(EventLog log, LogConsumer reader) {
    this.log = log;
    this.reader = reader;
  }

  @Override
  public Optional<Customer> customer(JdbcClient jdbc, long conversationId) {
    return jdbc.sql("SELECT shop, open_id FROM conversation WHERE id = ? AND erased_at IS NULL")
        .param(conversationId)
        .query(
            (row, _) -> new Customer(new ShopId(row.getString("shop")), row.getString("open_id")))
        .optional();
  }

  @Override
  public boolean hasAnswerOnItsWay(JdbcClient jdbc, long conversationId) {
    return jdbc.sql(
                """
                SELECT count(*) FROM message
                WHERE conversation_id = ?
                  AND (next_try_at IS NOT NULL OR (state = 'unknown' AND decision IS NULL))
                """)
            .param(conversationId)
            .query(Long.class)
            .single()
        > 0;
  }

  @Override
  public long newestEntry() {
    return log.lastSeq();
  }

  @Override
  public long readUpTo(JdbcClient jdbc) {
    return reader.cursor(jdbc);
  }

  @Override
  public void detach(
      JdbcClient jdbc, long conversationId, String pseudonym, String by, Instant now) {
    record State(boolean open, @Nullable Instant waitingSince) {}
    State state =
        jdbc.sql("SELECT closed_at IS NULL AS open, waiting_since FROM conversation WHERE id = ?")
            .param(conversationId)
            .query(RecordMapper.of(State.class))
            .single();
    long at = Micros.of(now);
    if (state.open) {
      Assignments.closeNow(jdbc, conversationId, state.waitingSince, by, "", at);
    }
    jdbc.sql(
            """
            UPDATE conversation
            SET open_id = ?, erased_at = ?, last_preview = '', unread = 0, waiting_since = NULL,
                blocked_until = NULL, handed_by = NULL, handed_note = NULL, handed_at = NULL
            WHERE id = ?
            """)
        .params(pseudonym, at, conversationId)
        .update();
    ChangeFeed.note(jdbc, conversationId, null, at);
  }

  @Override
  public String name() {
    return "conversation";
  }

  @Override
  public Order order() {
    return Order.LAST;
  }

  @Override
  public Map<Kind, Long> count(JdbcClient jdbc, ErasedCustomer who) {
    return Map.of(
        Kind.MESSAGES,
        jdbc.sql("SELECT count(*) FROM message WHERE conversation_id = ?")
            .param(who.conversationId())
            .query(Long.class)
            .single());
  }

  /** What orders the messages and who answered stays. */
  @Override
  public Work prepare(ErasedCustomer who) {
    return jdbc -> {
      jdbc.sql("DELETE FROM undone_answer WHERE conversation_id = ?")
          .param(who.conversationId())
          .update();
      for (String update :
          List.of(
              """
              UPDATE message
              SET type = 'text', body = '{"content":""}', msg_id = NULL, client_id = NULL,
                  request_id = NULL, undo_until = NULL,
                  errmsg = CASE WHEN errcode IS NOT NULL THEN '' END,
                  rid = CASE WHEN errcode IS NOT NULL THEN '' END
              WHERE conversation_id = ?
              """,
              """
              UPDATE conversation_event
              SET errmsg = CASE WHEN errcode IS NOT NULL THEN '' END,
                  rid = CASE WHEN errcode IS NOT NULL THEN '' END
              WHERE conversation_id = ?
              """,
              "UPDATE conversation_trail SET note = '' WHERE conversation_id = ?",
              "UPDATE conversation SET last_preview = '', handed_note = NULL WHERE id = ?")) {
        jdbc.sql(update).param(who.conversationId()).update();
      }
    };
  }
}
