package io.xiaoer.log;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The page of the log that was read last, for those who come to the same place shortly after: the
 * readers follow close behind each other, and each would read the same entries again.
 */
final class SharedPages {
  /** A page with a large file in it is read again rather than kept. */
  private static final int KEPT_BYTES_MAX = 1 << 20;

  /** At most this many entries are given at once. */
  private final int limit;

  private final LongFunction<List<LogEntry>> read;
  private @Nullable Page last;
  private long changes;

  /** {@code read} gives at most {@code limit} entries after a place. */
  SharedPages(int limit, LongFunction<List<LogEntry>> read) {
    this.limit = limit;
    this.read = read;
  }

  private record Page(long from, List<LogEntry> entries) {
    boolean leadsOnFrom(long seq) {
      return from <= seq && seq < entries.getLast().seq();
    }
  }

  /** What comes after {@code seq}; see {@link EventLog#next}. */
  EventLog.Portion after(long seq) {
    long before;
    synchronized (this) {
      if (last != null && last.leadsOnFrom(seq)) {
        return new EventLog.Portion(behind(last, seq), last.entries.size() == limit);
      }
      before = changes;
    }
    List<LogEntry> entries = read.apply(seq);
    if (!entries.isEmpty() && bytes(entries) <= KEPT_BYTES_MAX) {
      keep(new Page(seq, entries), before);
    }
    return new EventLog.Portion(entries, entries.size() == limit);
  }

  /** What is in the log was changed: from now on it is read again. */
  synchronized void forget() {
    last = null;
    changes++;
  }

  /** Not when it may have been read before a change. */
  private synchronized void keep(Page page, long before) {
    if (changes == before) {
      last = page;
    }
  }

  private static List<LogEntry> behind(Page page, long seq) {
    return page.from == seq
        ? page.entries
        : page.entries.stream().filter(entry -> entry.seq() > seq).toList();
  }

  private static int bytes(List<LogEntry> entries) {
    return entries.stream().mapToInt(entry -> entry.raw().length).sum();
  }
}
