package io.xiaoer.media;

import io.xiaoer.media.MediaItem.Origin;
import io.xiaoer.media.MediaItem.Reason;
import io.xiaoer.media.MediaItem.State;
import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Micros;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of media and of their files. Everything here works in its caller's transaction. */
final class MediaTable {
  private static final String COLUMNS =
      """
      d.id, d.origin, d.shop, d.state, d.name, d.reason, d.attempts, d.next_try_at,
      f.sha256, f.size, f.type, f.width, f.height,
      f.thumbnail_sha256, f.thumbnail_size, f.thumbnail_type
      """;
  private static final String FROM =
      " FROM medium d LEFT JOIN media_file f ON f.sha256 = d.sha256 ";

  private MediaTable() {}

  /**
   * Something to be fetched, as this attempt found it.
   *
   * @param logSeq the entry that has the address; null for a picture, which has it sealed
   * @param sourceHash of a picture's address; where its seal belongs
   * @param attempts including the one that begins
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Fetch(
      MediaId id,
      Origin origin,
      ShopId shop,
      @Nullable Long logSeq,
      byte @Nullable [] source,
      @Nullable String sourceHash,
      int attempts,
      Instant firstTryAt) {
    @Override
    public String toString() {
      return "Fetch[" + id + " " + origin + ", attempt " + attempts + "]";
    }
  }

  /** Notes what a message points at; {@code due} is null when there is nothing to fetch. */
  static void insertOfLog(
      JdbcClient jdbc, Origin origin, ShopId shop, long logSeq, @Nullable Instant due, Instant at) {
    jdbc.sql(
            """
            INSERT INTO medium (id, origin, shop, log_seq, state, reason, next_try_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (log_seq, origin) DO NOTHING
            """)
        .params(
            Arrays.asList(
                MediaId.next().value(),
                lower(origin),
                shop.value(),
                logSeq,
                lower(due == null ? State.FAILED : State.PENDING),
                due == null ? lower(Reason.GONE) : null,
                Micros.ofNullable(due),
                Micros.of(at)))
        .update();
  }

  /** A picture is to be fetched, when nobody has wanted it before. */
  static void wantPicture(
      JdbcClient jdbc, ShopId shop, String sourceHash, byte[] sealed, Instant now) {
    jdbc.sql(
            """
            INSERT INTO medium (id, origin, shop, source, source_hash, state, next_try_at,
                                created_at)
            VALUES (?, 'picture', ?, ?, ?, 'pending', ?, ?) ON CONFLICT (source_hash) DO NOTHING
            """)
        .params(
            MediaId.next().value(),
            shop.value(),
            sealed,
            sourceHash,
            Micros.of(now),
            Micros.of(now))
        .update();
  }

  /** Ids of stored pictures, by the hash of their address. */
  static Map<String, MediaId> storedPictures(JdbcClient jdbc, Collection<String> hashes) {
    Map<String, MediaId> found = new HashMap<>();
    if (!hashes.isEmpty()) {
      jdbc.sql(
              "SELECT source_hash, id FROM medium"
                  + " WHERE source_hash IN (:hashes) AND state = 'stored'")
          .param("hashes", hashes)
          .query(row -> {
            found.put(row.getString("source_hash"), new MediaId(row.getString("id")));
          });
    }
    return found;
  }

  static void insertUpload(
      JdbcClient jdbc, MediaId id, StoredFile file, String name, String by, Instant now) {
    insertFile(jdbc, file, now);
    jdbc.sql(
            """
            INSERT INTO medium (id, origin, state, sha256, name, by_username, created_at, stored_at)
            VALUES (?, 'upload', 'stored', ?, ?, ?, ?, ?)
            """)
        .params(id.value(), file.sha256(), name, by, Micros.of(now), Micros.of(now))
        .update();
  }

  /** What may be fetched now: first what was never tried, because it is what customers wait on. */
  static List<MediaId> due(JdbcClient jdbc, Instant now, int limit) {
    return jdbc.sql(
            """
            SELECT id FROM medium WHERE next_try_at <= :now
            ORDER BY CASE WHEN attempts = 0 THEN 0 ELSE 1 END, next_try_at LIMIT :limit
            """)
        .param("now", Micros.of(now))
        .param("limit", limit)
        .query((row, _) -> new MediaId(row.getString("id")))
        .list();
  }

  static Optional<Instant> nextDue(JdbcClient jdbc, Instant now) {
    return jdbc.sql("SELECT min(next_try_at) FROM medium WHERE next_try_at > ?")
        .param(Micros.of(now))
        .query(Long.class)
        .optional()
        .map(Micros::instant);
  }

  /** Notes that an attempt begins; empty when there is nothing to fetch any more. */
  static Optional<Fetch> begin(JdbcClient jdbc, MediaId id, Instant ifItDies, Instant now) {
    return jdbc.sql(
            """
            UPDATE medium
            SET attempts = attempts + 1, first_try_at = coalesce(first_try_at, :now),
                next_try_at = :again
            WHERE id = :id AND next_try_at IS NOT NULL
            RETURNING origin, shop, log_seq, source, source_hash, attempts, first_try_at
            """)
        .param("now", Micros.of(now))
        .param("again", Micros.of(ifItDies))
        .param("id", id.value())
        .query((row, _) ->
            new Fetch(
                id,
                Columns.constant(row, "origin", Origin.class),
                new ShopId(row.getString("shop")),
                Columns.longOrNull(row, "log_seq"),
                row.getBytes("source"),
                row.getString("source_hash"),
                row.getInt("attempts"),
                Columns.instant(row, "first_try_at")))
        .optional();
  }

  /** False when somebody else has tried since, whose word stands. */
  static boolean again(JdbcClient jdbc, Fetch fetch, Instant at) {
    return jdbc.sql(
                "UPDATE medium SET next_try_at = ?"
                    + " WHERE id = ? AND attempts = ? AND state = 'pending'")
            .params(Micros.of(at), fetch.id().value(), fetch.attempts())
            .update()
        == 1;
  }

  /** Nothing of this shop is due before {@code until}. */
  static void hold(JdbcClient jdbc, ShopId shop, Instant until) {
    jdbc.sql("UPDATE medium SET next_try_at = :until WHERE shop = :shop AND next_try_at < :until")
        .param("until", Micros.of(until))
        .param("shop", shop.value())
        .update();
  }

  /** False when somebody else has tried since, whose word stands. */
  static boolean failed(JdbcClient jdbc, Fetch fetch, Reason reason) {
    return jdbc.sql(
                "UPDATE medium SET state = 'failed', reason = ?, next_try_at = NULL"
                    + " WHERE id = ? AND attempts = ? AND state = 'pending'")
            .params(lower(reason), fetch.id().value(), fetch.attempts())
            .update()
        == 1;
  }

  /** It is there, which is a fact whoever brought it. */
  static boolean stored(JdbcClient jdbc, MediaId id, StoredFile file, String name, Instant now) {
    insertFile(jdbc, file, now);
    return jdbc.sql(
                """
                UPDATE medium
                SET state = 'stored', reason = NULL, next_try_at = NULL, sha256 = ?, name = ?,
                    stored_at = ?
                WHERE id = ? AND state <> 'stored'
                """)
            .params(file.sha256(), name, Micros.of(now), id.value())
            .update()
        == 1;
  }

  /** Everything refused since {@code since} is due again; the entries of the log they belong to. */
  static List<Long> refusedAgain(JdbcClient jdbc, Instant since, Instant now) {
    return jdbc.sql(
            """
            UPDATE medium
            SET state = 'pending', reason = NULL, attempts = 0, first_try_at = NULL,
                next_try_at = :now
            WHERE state = 'failed' AND reason = 'refused' AND created_at > :since
            RETURNING coalesce(log_seq, 0) AS entry
            """)
        .param("now", Micros.of(now))
        .param("since", Micros.of(since))
        .query((row, _) -> row.getLong("entry"))
        .list();
  }

  /**
   * What a message points at and what is not there is due at once, as if it were new. Gives how
   * many that are.
   */
  static int fetchAgain(JdbcClient jdbc, long messageId, Instant now) {
    return jdbc.sql(
            """
            UPDATE medium
            SET state = 'pending', reason = NULL, attempts = 0, first_try_at = NULL,
                next_try_at = :now
            WHERE state <> 'stored' AND coalesce(reason, '') <> 'expired'
              AND log_seq = (SELECT log_seq FROM message WHERE id = :message)
            """)
        .param("now", Micros.of(now))
        .param("message", messageId)
        .update();
  }

  static Optional<MediaItem> find(JdbcClient jdbc, MediaId id) {
    return byIds(jdbc, List.of(id)).stream().findFirst();
  }

  static List<MediaItem> byIds(JdbcClient jdbc, Collection<MediaId> ids) {
    return ids.isEmpty()
        ? List.of()
        : jdbc.sql("SELECT " + COLUMNS + FROM + "WHERE d.id IN (:ids)")
            .param("ids", ids.stream().map(MediaId::value).toList())
            .query((row, _) -> medium(row))
            .list();
  }

  /** A medium of a message. */
  record OfMessage(long messageId, MediaItem item) {}

  static List<OfMessage> ofMessages(JdbcClient jdbc, Collection<Long> messageIds) {
    return messageIds.isEmpty()
        ? List.of()
        : jdbc.sql(
                "SELECT m.id AS message_id, "
                    + COLUMNS
                    + FROM
                    + "JOIN message m ON m.log_seq = d.log_seq WHERE m.id IN (:ids)")
            .param("ids", messageIds)
            .query((row, _) -> new OfMessage(row.getLong("message_id"), medium(row)))
            .list();
  }

  /** Of these hashes those that some file or small picture has. */
  static List<String> referenced(JdbcClient jdbc, Collection<String> hashes) {
    return hashes.isEmpty()
        ? List.of()
        : jdbc.sql(
                """
                SELECT sha256 FROM media_file WHERE sha256 IN (:hashes)
                UNION
                SELECT thumbnail_sha256 FROM media_file WHERE thumbnail_sha256 IN (:hashes)
                """)
            .param("hashes", hashes)
            .query((row, _) -> row.getString("sha256"))
            .list();
  }

  private static void insertFile(JdbcClient jdbc, StoredFile file, Instant now) {
    StoredFile.Thumbnail thumbnail = file.thumbnail();
    jdbc.sql(
            """
            INSERT INTO media_file (sha256, size, type, width, height, thumbnail_sha256,
                                    thumbnail_size, thumbnail_type, stored_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING
            """)
        .params(
            Arrays.asList(
                file.sha256(),
                file.size(),
                lower(file.type()),
                file.width(),
                file.height(),
                thumbnail == null ? null : thumbnail.sha256(),
                thumbnail == null ? null : thumbnail.size(),
                thumbnail == null ? null : lower(thumbnail.type()),
                Micros.of(now)))
        .update();
  }

  private static MediaItem medium(ResultSet row) throws SQLException {
    String shop = row.getString("shop");
    return new MediaItem(
        new MediaId(row.getString("id")),
        Columns.constant(row, "origin", Origin.class),
        shop == null ? null : new ShopId(shop),
        Columns.constant(row, "state", State.class),
        row.getString("name"),
        row.getString("sha256") == null ? null : file(row),
        Columns.constantOrNull(row, "reason", Reason.class),
        row.getInt("attempts") == 0 ? null : Columns.instantOrNull(row, "next_try_at"));
  }

  private static StoredFile file(ResultSet row) throws SQLException {
    String thumbnail = row.getString("thumbnail_sha256");
    return new StoredFile(
        row.getString("sha256"),
        row.getLong("size"),
        Columns.constant(row, "type", FileType.class),
        Columns.integerOrNull(row, "width"),
        Columns.integerOrNull(row, "height"),
        thumbnail == null
            ? null
            : new StoredFile.Thumbnail(
                thumbnail,
                row.getLong("thumbnail_size"),
                Columns.constant(row, "thumbnail_type", FileType.class)));
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
