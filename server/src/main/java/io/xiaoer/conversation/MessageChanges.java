package io.xiaoer.conversation;

import io.xiaoer.change.ChangeFeed;
import io.xiaoer.change.ChangeFeed.Place;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.RecordMapper;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Notes in the change feed what features that show something with a message have changed of it, in
 * the transaction that changes it.
 */
public final class MessageChanges {
  private MessageChanges() {}

  /**
   * Notes that what belongs to the message of one entry of the log has changed, in the transaction
   * that changes it. When the message is not there yet, its own coming will tell of it.
   */
  public static void noteEntry(JdbcClient jdbc, long logSeq, long atMicros) {
    jdbc.sql("SELECT conversation_id, id AS message_id FROM message WHERE log_seq = ?")
        .param(logSeq)
        .query(RecordMapper.of(Place.class))
        .optional()
        .ifPresent(
            place -> ChangeFeed.note(jdbc, place.conversationId(), place.messageId(), atMicros));
  }

  /**
   * Notes that what the newest {@code limit} messages with this shared product or order show has
   * changed.
   */
  public static void noteShares(
      JdbcClient jdbc, ShopId shop, MessageBody share, int limit, long atMicros) {
    // By name and not as a parameter: else SQLite would not use the index of shares only.
    List<Place> newestFirst =
        jdbc.sql(
                """
                SELECT m.conversation_id, m.id AS message_id FROM message m
                JOIN conversation c ON c.id = m.conversation_id
                WHERE m.type = '%s' AND m.body = :body AND c.shop = :shop
                ORDER BY m.id DESC LIMIT :limit
                """
                    .formatted(share.type()))
            .param("body", MessageBodyCodec.write(share))
            .param("shop", shop.value())
            .param("limit", limit)
            .query(RecordMapper.of(Place.class))
            .list();
    ChangeFeed.noteAll(jdbc, newestFirst.reversed(), atMicros);
  }
}
