package io.xiaoer.log;

import io.xiaoer.retention.AgedContent;
import io.xiaoer.store.Columns;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import io.xiaoer.store.Tuples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Empties old entries: place, time, kind, customer and key stay, so that the log has no gap,
 * everything that was counted is counted as before, and the same push is recognised for ever.
 *
 * <p>An entry is taken out and put in again without its content. SQLite does not put pages together
 * whose rows have become shorter, and nothing is ever added between old entries; but it frees pages
 * whose rows are gone, and what comes next is written there.
 */
final class AgedLog implements AgedContent {
  private final Database inbox;
  private final Database desk;

  AgedLog(Database inbox, Database desk) {
    this.inbox = inbox;
    this.desk = desk;
  }

  @Override
  public Part part() {
    return Part.LOG;
  }

  /** Of all entries, also those that are empty. */
  @Override
  public Stock stock() {
    record Extent(long count, @Nullable Instant oldest) {}
    Extent extent =
        inbox.read(log ->
            log.sql(
                    """
                    SELECT count(*) AS count,
                           (SELECT received_at FROM event ORDER BY seq LIMIT 1) AS oldest
                    FROM event
                    """)
                .query(RecordMapper.of(Extent.class))
                .single());
    return new Stock(extent.count, inbox.bytes("event", "event_variant"), extent.oldest);
  }

  private record Entry(
      long seq,
      String shop,
      String eventKey,
      String openId,
      String event,
      Instant receivedAt,
      long bytes) {}

  @Override
  public Piece find(Instant before, String after, int limit) {
    long from = after.isEmpty() ? 0 : Long.parseLong(after);
    List<Entry> seen =
        inbox.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT seq, shop, event_key, open_id, event, received_at,
                           length(raw) AS bytes
                    FROM event WHERE seq > ? ORDER BY seq LIMIT ?
                    """)
                .params(from, limit)
                .query(RecordMapper.of(Entry.class))
                .list());
    List<Entry> old = seen.stream().filter(one -> one.receivedAt.isBefore(before)).toList();
    List<Entry> full = old.stream().filter(one -> one.bytes > 0).toList();
    Set<Long> parked = full.isEmpty() ? Set.of() : parked(full);
    return new Found(
        full.stream().filter(one -> !parked.contains(one.seq)).toList(),
        parked.size(),
        old.isEmpty() ? after : String.valueOf(old.getLast().seq),
        old.size() < limit);
  }

  /** What waits to be read again. */
  private Set<Long> parked(List<Entry> entries) {
    Set<Long> among = entries.stream().map(Entry::seq).collect(Collectors.toSet());
    Set<Long> parked =
        new HashSet<>(
            desk.read(jdbc ->
                jdbc.sql("SELECT seq FROM parked_event WHERE seq BETWEEN ? AND ?")
                    .params(entries.getFirst().seq, entries.getLast().seq)
                    .query((row, _) -> row.getLong("seq"))
                    .list()));
    parked.retainAll(among);
    return parked;
  }

  @Override
  public void giveBack(long bytes) {
    inbox.giveBack(bytes);
  }

  private final class Found implements Piece {
    private final List<Entry> entries;
    private final long held;
    private final String place;
    private final boolean last;

    Found(List<Entry> entries, long held, String place, boolean last) {
      this.entries = entries;
      this.held = held;
      this.place = place;
      this.last = last;
    }

    @Override
    public Amount amount() {
      return new Amount(
          entries.size(),
          entries.stream().mapToLong(Entry::bytes).sum(),
          entries.isEmpty() ? null : entries.getFirst().receivedAt);
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

    /** The log is a database of its own. */
    @Override
    public void prepare() {
      if (entries.isEmpty()) {
        return;
      }
      inbox.write(jdbc -> {
        for (List<Entry> slice : Tuples.slices(entries)) {
          empty(jdbc, slice);
        }
        return true;
      });
    }

    @Override
    public void delete(JdbcClient jdbc) {}
  }

  private static void empty(JdbcClient jdbc, List<Entry> entries) {
    List<@Nullable Object> values = new ArrayList<>();
    int[] taken = {0};
    jdbc.sql(
            """
            DELETE FROM event WHERE seq IN (%s)
            RETURNING seq, shop, event_key, open_id, event, create_time, received_at, format
            """
                .formatted(Tuples.of(entries.size(), "?")))
        .params(entries.stream().map(Entry::seq).toList())
        .query(row -> {
          taken[0]++;
          values.addAll(
              Arrays.asList(
                  row.getLong("seq"),
                  row.getString("shop"),
                  row.getString("event_key"),
                  row.getString("open_id"),
                  row.getString("event"),
                  Columns.longOrNull(row, "create_time"),
                  row.getLong("received_at"),
                  row.getString("format"),
                  new byte[0]));
        });
    if (taken[0] == 0) {
      return;
    }
    jdbc.sql(
            """
            INSERT INTO event (seq, shop, event_key, open_id, event, create_time, received_at,
                               format, raw)
            VALUES %s
            """
                .formatted(Tuples.of(taken[0], "(?, ?, ?, ?, ?, ?, ?, ?, ?)")))
        .params(values)
        .update();
    for (Entry one : entries) {
      jdbc.sql(
              """
              DELETE FROM event_variant
              WHERE shop = ? AND event_key = ? AND open_id = ? AND event = ?
              """)
          .params(one.shop, one.eventKey, one.openId, one.event)
          .update();
    }
  }
}
