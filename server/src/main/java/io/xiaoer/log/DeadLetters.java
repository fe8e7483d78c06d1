package io.xiaoer.log;

import io.xiaoer.shop.ShopId;
import io.xiaoer.store.Database;
import io.xiaoer.store.RecordMapper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What readers have set aside, for the operator. */
public final class DeadLetters {
  private final Database database;
  private final EventLog log;
  private final Supplier<List<LogConsumer>> readers;

  /** {@code readers}: asked at each call, since they come to be after this. */
  DeadLetters(Database database, EventLog log, Supplier<List<LogConsumer>> readers) {
    this.database = database;
    this.log = log;
    this.readers = readers;
  }

  /**
   * An entry that one reader could not project.
   *
   * @param shop null when the log has the entry no more
   * @param event the platform's name for its kind; null as well
   */
  public record ParkedEvent(
      String reader,
      long seq,
      String reason,
      Instant parkedAt,
      @Nullable ShopId shop,
      @Nullable String event) {}

  /** How far a reader has come. */
  public record Progress(String reader, long cursor) {}

  /** The oldest {@code limit} of them. */
  public List<ParkedEvent> list(int limit) {
    record Row(String reader, long seq, String reason, Instant parkedAt) {}
    List<Row> rows =
        database.read(jdbc ->
            jdbc.sql(
                    """
                    SELECT reader, seq, reason, parked_at FROM parked_event
                    ORDER BY seq, reader LIMIT ?
                    """)
                .param(limit)
                .query(RecordMapper.of(Row.class))
                .list());
    return rows.stream()
        .map(row -> {
          Optional<LogEntry> entry = LogConsumer.entry(log, row.seq);
          return new ParkedEvent(
              row.reader,
              row.seq,
              row.reason,
              row.parkedAt,
              entry.map(LogEntry::shop).orElse(null),
              entry.map(LogEntry::event).orElse(null));
        })
        .toList();
  }

  /** Has the reader project the entry once more. */
  public LogConsumer.ReadAgain readAgain(String reader, long seq) {
    return readers.get().stream()
        .filter(one -> one.name().equals(reader))
        .findFirst()
        .map(one -> one.readAgain(seq))
        .orElseGet(LogConsumer.ReadAgain.NotHere::new);
  }

  /** Every reader of this server. */
  public List<Progress> progress() {
    return readers.get().stream()
        .map(reader -> new Progress(reader.name(), reader.place()))
        .toList();
  }
}
