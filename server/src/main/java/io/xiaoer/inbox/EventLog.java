package io.xiaoer.inbox;

import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as its readers see it. An entry once shown never moves, and none appears before it later.
 */
public interface EventLog {

  /** At most {@code limit} entries after {@code seq}, in order; of one shop when one is named. */
  List<LogEntry> after(long seq, int limit, @Nullable ShopId shop);

  /** The newest entry's place, 0 when the log is empty. */
  long lastSeq();

  /** Returns when the log has an entry after {@code seq}, or after {@code atMost}. */
  void awaitAfter(long seq, Duration atMost) throws InterruptedException;
}
