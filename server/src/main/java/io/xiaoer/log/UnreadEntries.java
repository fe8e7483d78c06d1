package io.xiaoer.log;

import io.xiaoer.retention.NeedsContent;
import io.xiaoer.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What readers of the log have not come to. */
final class UnreadEntries implements NeedsContent {
  private final Database desk;
  private final EventLog log;
  private final Supplier<List<LogConsumer>> readers;

  /** {@code readers} are asked for later: they are made of what stands above the log. */
  UnreadEntries(Database desk, EventLog log, Supplier<List<LogConsumer>> readers) {
    this.desk = desk;
    this.log = log;
    this.readers = readers;
  }

  @Override
  public String name() {
    return "readers";
  }

  @Override
  public Optional<Instant> since() {
    long first =
        desk.read(jdbc ->
            readers.get().stream()
                .mapToLong(reader -> reader.cursor(jdbc))
                .min()
                .orElse(Long.MAX_VALUE));
    return first == Long.MAX_VALUE
        ? Optional.empty()
        : log.after(first, 1, null).stream().map(LogEntry::receivedAt).findFirst();
  }
}
