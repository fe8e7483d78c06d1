package io.xiaoer.media;

import io.xiaoer.conversation.MessageBody;
import io.xiaoer.conversation.MessageBodyCodec;
import io.xiaoer.conversation.UnsettledMessages;
import io.xiaoer.media.MediaItem.Reason;
import io.xiaoer.media.MediaItem.State;
import io.xiaoer.retention.AgedContent;
import io.xiaoer.sdk.api.UploadKind;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes old files of messages: those that customers sent, and those that people uploaded and
 * nobody has sent lately, unless a phrase or a rule has them. That there was one stays. Pictures of
 * products are the shop's.
 *
 * <p>In a folder a file is deleted in the transaction that takes its row, as {@link OrphanSweeper}
 * does. A bucket is asked before.
 */
final class AgedFiles implements AgedContent {
  private final Database database;
  private final MediaLibrary library;
  private final boolean inFolder;

  AgedFiles(Database database, MediaLibrary library, boolean inFolder) {
    this.database = database;
    this.library = library;
    this.inFolder = inFolder;
  }

  @Override
  public Part part() {
    return Part.FILES;
  }

  @Override
  public Stock stock() {
    return database.read(jdbc ->
        jdbc.sql(
                """
                SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes, min(stored_at) AS oldest
                FROM media_file
                """)
            .query(RecordMapper.of(Stock.class))
            .single());
  }

  /**
   * @param bytes that its file takes; 0 where another one has it, too, which comes later
   */
  private record Old(String id, Instant createdAt, boolean upload, boolean unsettled, long bytes) {}

  @Override
  public Piece find(Instant before, String after, int limit) {
    int colon = after.indexOf(':');
    return database.read(jdbc -> {
      List<Old> found =
          jdbc.sql(
                  """
                  SELECT d.id, d.created_at, d.origin = 'upload' AS upload, %s AS unsettled,
                         CASE WHEN EXISTS (
                           SELECT 1 FROM medium o
                           WHERE o.sha256 = d.sha256
                             AND (o.created_at, o.id) > (d.created_at, d.id))
                         THEN 0 ELSE f.size END AS bytes
                  FROM medium d JOIN media_file f ON f.sha256 = d.sha256
                  LEFT JOIN message m ON m.log_seq = d.log_seq
                  LEFT JOIN conversation c ON c.id = m.conversation_id
                  WHERE d.state = 'stored' AND d.origin IN ('message', 'cover', 'upload')
                    AND d.created_at < :before AND (d.created_at, d.id) > (:at, :id)
                  ORDER BY d.created_at, d.id LIMIT :limit
                  """
                      .formatted(UnsettledMessages.CONDITION))
              .param("before", Micros.of(before))
              .param("at", colon < 0 ? 0 : Long.parseLong(after, 0, colon, 10))
              .param("id", after.substring(colon + 1))
              .param("limit", limit)
              .query(RecordMapper.of(Old.class))
              .list();
      Set<String> used = inUse(jdbc, uploads(found), before);
      return new Found(before, found, used, after, found.size() < limit);
    });
  }

  private static List<String> uploads(List<Old> found) {
    return found.stream().filter(Old::upload).map(Old::id).toList();
  }

  /** Of what people uploaded, what is still in somebody's hand. */
  private static Set<String> inUse(JdbcClient jdbc, List<String> uploads, Instant before) {
    Set<String> used = new HashSet<>();
    if (uploads.isEmpty()) {
      return used;
    }
    used.addAll(
        jdbc.sql("SELECT media_id FROM phrase WHERE media_id IN (:ids)")
            .param("ids", uploads)
            .query((row, _) -> row.getString("media_id"))
            .list());
    List<String> said =
        jdbc.sql("SELECT reply_body FROM automatic_reply")
            .query((row, _) -> row.getString("reply_body"))
            .list();
    used.addAll(MediaErasure.ids(said));
    uploads.stream()
        .filter(id -> !used.contains(id) && isSent(jdbc, id, before))
        .forEach(used::add);
    return used;
  }

  /** Lately, or in what still goes on. An answer's body is the same text for the same file. */
  private static boolean isSent(JdbcClient jdbc, String id, Instant before) {
    return jdbc.sql(
                """
                SELECT count(*) FROM message m JOIN conversation c ON c.id = m.conversation_id
                WHERE m.direction = 'out' AND m.type IN ('image', 'video', 'file')
                  AND m.body = :body AND (m.received_at >= :before OR %s = 1)
                """
                    .formatted(UnsettledMessages.CONDITION))
            .param("body", MessageBodyCodec.write(new MessageBody.Media(UploadKind.FILE, id)))
            .param("before", Micros.of(before))
            .query(Long.class)
            .single()
        > 0;
  }

  private final class Found implements Piece {
    private final Instant before;
    private final List<Old> going;
    private final long held;
    private final String place;
    private final boolean last;

    Found(Instant before, List<Old> found, Set<String> used, String after, boolean last) {
      this.before = before;
      going = found.stream().filter(one -> !one.unsettled && !used.contains(one.id)).toList();
      held = (long) found.size() - going.size();
      this.last = last;
      place =
          found.isEmpty() ? after : Micros.of(found.getLast().createdAt) + ":" + found.getLast().id;
    }

    @Override
    public Amount amount() {
      return new Amount(
          going.size(),
          going.stream().mapToLong(Old::bytes).sum(),
          going.isEmpty() ? null : going.getFirst().createdAt);
    }

    @Override
    public long held() {
      return held;
    }

    @Override
    public String place() {
      return place;
    }

    @Override
    public boolean isLast() {
      return last;
    }

    @Override
    public void prepare() {
      if (!inFolder && !going.isEmpty()) {
        library.delete(database.read(jdbc -> MediaErasure.files(jdbc, new LinkedHashSet<>(ids()))));
      }
    }

    private List<String> ids() {
      return going.stream().map(Old::id).toList();
    }

    /** In a folder, what somebody has sent since it was found stays. */
    @Override
    public void delete(JdbcClient jdbc) {
      Set<String> media = new LinkedHashSet<>(ids());
      if (inFolder) {
        media.removeAll(inUse(jdbc, uploads(going), before));
      }
      Set<String> files = MediaErasure.files(jdbc, media);
      for (List<String> slice : Tuples.slices(List.copyOf(media))) {
        String ids = Tuples.of(slice.size(), "?");
        jdbc.sql("DELETE FROM media_upload WHERE medium_id IN (" + ids + ")")
            .params(slice)
            .update();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(MediaTable.lower(State.FAILED));
        values.add(MediaTable.lower(Reason.EXPIRED));
        values.addAll(slice);
        jdbc.sql(
                """
                UPDATE medium
                SET state = ?, reason = ?, sha256 = NULL, name = '', next_try_at = NULL
                WHERE id IN (%s)
                """
                    .formatted(ids))
            .params(values)
            .update();
      }
      for (List<String> slice : Tuples.slices(List.copyOf(files))) {
        jdbc.sql("DELETE FROM media_file WHERE sha256 IN (" + Tuples.of(slice.size(), "?") + ")")
            .params(slice)
            .update();
      }
      if (inFolder) {
        library.delete(files);
      }
    }
  }
}
