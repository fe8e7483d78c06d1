package io.xiaoer.draft;

import io.xiaoer.shop.ShopScope;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Drafts, each of one person in one conversation. The revision of a draft is the microsecond in
 * which it was written, and later than that of the draft it replaced; it is compared, and never
 * shown as a time.
 */
public final class Drafts {
  /** Of one person; older ones make room. */
  static final int OF_ONE_MAX = 200;

  /** The revision where there is no draft. */
  public static final long NO_DRAFT = 0;

  private final Database database;
  private final InstantSource clock;

  Drafts(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What somebody has begun to write. */
  public record Draft(long conversationId, String text, long revision) {
    public Instant updatedAt() {
      return Micros.instant(revision);
    }

    @Override
    public String toString() {
      return "Draft[" + conversationId + "]";
    }
  }

  /** What became of a text that was written on a revision. */
  public sealed interface Outcome {
    /** It is kept, or was there already. */
    record Kept(long revision) implements Outcome {}

    /**
     * Nothing was written: the draft is another one by now, or gone, and then its text is empty.
     */
    record Changed(Draft current) implements Outcome {}
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

  /** Whatever is there. An empty text removes it. The conversation must exist. */
  public void keep(String username, long conversationId, String text) {
    database.write(jdbc -> {
      Draft current = find(jdbc, username, conversationId);
      return write(jdbc, username, conversationId, text, current.revision());
    });
  }

  /** As long as the draft is the one of this revision. The conversation must exist. */
  public Outcome keep(String username, long conversationId, String text, long revision) {
    return database.write(jdbc -> {
      Draft current = find(jdbc, username, conversationId);
      if (current.text().equals(text)) {
        return new Outcome.Kept(current.revision()); // Also what an answer that was lost wrote.
      }
      return current.revision() == revision
          ? new Outcome.Kept(write(jdbc, username, conversationId, text, revision))
          : new Outcome.Changed(current);
    });
  }

  private static Draft find(JdbcClient jdbc, String username, long conversationId) {
    return jdbc.sql(
            """
            SELECT conversation_id, content AS text, updated_at AS revision FROM draft
            WHERE username = ? AND conversation_id = ?
            """)
        .params(username, conversationId)
        .query(RecordMapper.of(Draft.class))
        .optional()
        .orElse(new Draft(conversationId, "", NO_DRAFT));
  }

  private long write(
      JdbcClient jdbc, String username, long conversationId, String text, long replaced) {
    if (text.isEmpty()) {
      jdbc.sql("DELETE FROM draft WHERE username = ? AND conversation_id = ?")
          .params(username, conversationId)
          .update();
      return NO_DRAFT;
    }
    long revision = Math.max(Micros.of(clock.instant()), replaced + 1);
    jdbc.sql(
            """
            INSERT INTO draft (username, conversation_id, content, updated_at)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (username, conversation_id) DO UPDATE
            SET content = excluded.content, updated_at = excluded.updated_at
            """)
        .params(username, conversationId, text, revision)
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
    return revision;
  }
}
