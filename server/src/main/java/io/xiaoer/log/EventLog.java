package io.xiaoer.log;

import io.xiaoer.shop.ShopId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log as its readers see it. An entry once shown never moves, and none appears before it later.
 * What is in it changes once at most: to nothing, see {@link LogEntry#isErased}.
 */
public interface EventLog {

  /**
   * At most {@code limit} entries after {@code seq}, in order; of one shop when one is named.
   * Fewer, but at least one, when they are large: see {@link DurableLog#PAGE_BYTES_MAX}.
   */
  List<LogEntry> after(long seq, int limit, @Nullable ShopId shop);

  /**
   * What a follower takes next. Maybe not up to the newest entry: who comes close behind another
   * follower is given what that one was given.
   */
  Portion next(long seq);

  /**
   * Entries in order, none when there is nothing yet.
   *
   * @param full there were as many as are given at once, and so there may be more
   */
  record Portion(List<LogEntry> entries, boolean full) {}

  /** The newest entry's place, 0 when the log is empty. */
  long lastSeq();

  /** Returns when the log has an entry after {@code seq}, or after {@code atMost}. */
  void awaitAfter(long seq, Duration atMost) throws InterruptedException;

  /**
   * Does a piece of what can be done later. While pushes come faster than they are written one by
   * one, it waits for its turn first, and leaves the machine to them after it.
   */
  <T> T follow(Piece<T> piece) throws InterruptedException;

  /** Of a follower's work: what it does before it looks again. */
  @FunctionalInterface
  interface Piece<T> {
    T work() throws InterruptedException;
  }
}
