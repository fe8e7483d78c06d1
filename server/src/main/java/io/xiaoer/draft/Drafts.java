package io.xiaoer.draft;

import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Drafts, each of one person in one conversation; the last one written is the one there is. */
public final class Drafts {
  /** Of one person; older ones make room. */
  static final int OF_ONE_MAX = 200;

  private final Database database;
  private final InstantSource clock;

  Drafts(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What somebody has begun to write. */
  public record Draft(long conversationId, String text, Instant updatedAt) {
    @Override
    public String toString() {
      return "Draft[" + conversationId + "]";
    }
  }

  /** Newest first, in conversations of these shops. */
  public List<Draft> of(String username, ShopScope shops) {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT d.conversation_id, d.content AS text, d.updated_at AS revision FROM draft d
                JOIN conversation c ON c.id = d.conversation_id
                WHERE d.username = :username AND %s
                ORDER BY d.updated_at DESC, d.conversation_id DESC LIMIT :limit
                """
                    .formatted(shops.sql("c.shop")))
            .param("username", username)
            .param("shops", shops.sqlNames())
            .param("limit", OF_ONE_MAX)
            .query(RecordMapper.of(Draft.class))
            .list());
  }

  /** An empty text removes it. The conversation must exist. */
  public void keep(String username, long conversationId, String text) {
    long now = Micros.of(clock.instant());
    database.write(jdbc -> {
      if (text.isEmpty()) {
        jdbc.sql("DELETE FROM draft WHERE username = ? AND conversation_id = ?")
            .params(username, conversationId)
            .update();
        return null;
      }
      jdbc.sql(
              """
              INSERT INTO draft (username, conversation_id, content, updated_at)
              VALUES (?, ?, ?, ?)
              ON CONFLICT (username, conversation_id) DO UPDATE
              SET content = excluded.content, updated_at = excluded.updated_at
              """)
          .params(username, conversationId, text, now)
          .update();
      jdbc.sql(
              """
              DELETE FROM draft WHERE username = :username AND conversation_id NOT IN (
                SELECT conversation_id FROM draft WHERE username = :username
                ORDER BY updated_at DESC, conversation_id DESC LIMIT :max)
              """)
          .param("username", username)
          .param("max", OF_ONE_MAX)
          .update();
      return null;
    });
  }
}
