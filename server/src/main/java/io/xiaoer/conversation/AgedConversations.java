package io.xiaoer.conversation;

import io.xiaoer.retention.AgedContent;
import io.xiaoer.store.Database;
import io.xiaoer.store.Micros;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Empties old messages, with the notes of hand-overs and what the platform said of failures. Rows
 * stay: rounds are made of them. What says nothing by itself, as that there was a picture or which
 * product was shown, stays, too; a picture has a rule of its own.
 */
final class AgedConversations implements AgedContent {
  private static final String SAYS_NOTHING = "type IN ('image', 'video', 'file', 'product_share')";

  private final Database database;
  private final List<MessageEmptied> keepers;
  private final InstantSource clock;

  AgedConversations(Database database, List<MessageEmptied> keepers, InstantSource clock) {
    this.database = database;
    this.keepers = List.copyOf(keepers);
    this.clock = clock;
  }

  @Override
  public Part part() {
    return Part.CONVERSATIONS;
  }

  /** Of messages that still say something. */
  @Override
  public Stock stock() {
    record Extent(long count, @Nullable Instant oldest) {}
    Extent extent =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT count(*) AS count, min(received_at) AS oldest FROM message
                    WHERE emptied_at IS NULL
                    """)
                .query(RecordMapper.of(Extent.class))
                .single());
    return new Stock(
        extent.count,
        database.bytes("message", "conversation_event", "search_document"),
        extent.oldest);
  }

  private record Old(
      long id, long conversationId, Instant receivedAt, long bytes, boolean unsettled) {}

  @Override
  public Piece find(Instant before, String after, int limit) {
    Place from = Place.of(after);
    List<Old> found =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT m.id, m.conversation_id, m.received_at, octet_length(m.body) AS bytes,
                           %s AS unsettled
                    FROM message m JOIN conversation c ON c.id = m.conversation_id
                    WHERE m.emptied_at IS NULL AND m.received_at < :before
                      AND (m.received_at, m.id) > (:at, :id)
                    ORDER BY m.received_at, m.id LIMIT :limit
                    """
                        .formatted(UnsettledMessages.CONDITION))
                .param("before", Micros.of(before))
                .param("at", from.at)
                .param("id", from.id)
                .param("limit", limit)
                .query(RecordMapper.of(Old.class))
                .list());
    return new Found(before, found, after, found.size() < limit);
  }

  private record Place(long at, long id) {
    static Place of(String written) {
      int colon = written.indexOf(':');
      return colon < 0
          ? new Place(0, 0)
          : new Place(
              Long.parseLong(written, 0, colon, 10),
              Long.parseLong(written, colon + 1, written.length(), 10));
    }
  }

  @Override
  public void giveBack(long bytes) {
    database.giveBack(bytes);
  }

  private final class Found implements Piece {
    private final Instant before;
    private final List<Old> going;
    private final long held;
    private final String place;
    private final boolean last;

    Found(Instant before, List<Old> found, String after, boolean last) {
      this.before = before;
      going = found.stream().filter(one -> !one.unsettled).toList();
      held = (long) found.size() - going.size();
      this.last = last;
      place =
          found.isEmpty()
              ? after
              : Micros.of(found.getLast().receivedAt) + ":" + found.getLast().id;
    }

    @Override
    public Amount amount() {
      return new Amount(
          going.size(),
          going.stream().mapToLong(Old::bytes).sum(),
          going.isEmpty() ? null : going.getFirst().receivedAt);
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

    /** What has come to be part of something since it was found stays. */
    @Override
    public void delete(JdbcClient jdbc) {
      for (List<Old> slice : Tuples.slices(going)) {
        empty(jdbc, slice.stream().map(Old::id).toList());
      }
      for (List<Long> slice :
          Tuples.slices(going.stream().map(Old::conversationId).distinct().sorted().toList())) {
        emptyNotes(jdbc, slice);
      }
    }

    private void empty(JdbcClient jdbc, List<Long> ids) {
      List<Object> values = new ArrayList<>();
      values.add(Micros.of(clock.instant()));
      values.addAll(ids);
      List<Long> emptied =
          jdbc.sql(
                  """
                  UPDATE message
                  SET emptied_at = ?,
                      type = CASE WHEN %1$s THEN type ELSE 'text' END,
                      body = CASE WHEN %1$s THEN body ELSE '{"content":"","removed":true}' END,
                      errmsg = CASE WHEN errcode IS NOT NULL THEN '' END
                  WHERE emptied_at IS NULL AND id IN (
                    SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation_id
                    WHERE m.id IN (%2$s) AND %3$s = 0)
                  RETURNING id
                  """
                      .formatted(
                          SAYS_NOTHING, Tuples.of(ids.size(), "?"), UnsettledMessages.CONDITION))
              .params(values)
              .query((row, _) -> row.getLong("id"))
              .list();
      if (emptied.isEmpty()) {
        return;
      }
      jdbc.sql(
              """
              UPDATE conversation SET last_preview = ''
              WHERE last_message_id IN (:ids)
                AND id IN (SELECT conversation_id FROM message WHERE id IN (:ids))
              """)
          .param("ids", emptied)
          .update();
      keepers.forEach(keeper -> keeper.in(jdbc, emptied));
    }

    private void emptyNotes(JdbcClient jdbc, List<Long> conversations) {
      for (String update :
          List.of(
              """
              UPDATE conversation_event
              SET errmsg = CASE WHEN errcode IS NOT NULL THEN '' END
              WHERE conversation_id IN (:ids) AND happened_at < :before AND errmsg <> ''
              """,
              """
              UPDATE conversation_trail SET note = ''
              WHERE conversation_id IN (:ids) AND noted_at < :before AND note <> ''
              """,
              """
              UPDATE conversation SET handed_note = NULL
              WHERE id IN (:ids) AND handed_at < :before AND closed_at IS NOT NULL
              """)) {
        jdbc.sql(update).param("ids", conversations).param("before", Micros.of(before)).update();
      }
    }
  }
}
