package io.xiaoer.duework;

import java.time.Instant;
import java.util.List;

/**
 * Work of one feature that waits in rows until it is due. A row says when it is tried next before
 * an attempt begins, and what came of it afterwards, so a process may die between any two steps and
 * the work is due again.
 *
 * <p>All methods but {@link #attempt}, {@link #leave} and {@link #stopping} are called by the one
 * thread of a {@link DueWorker}.
 *
 * @param <T> one piece of work; its {@code toString} is for the log
 */
public interface DueWork<T> {

  /** Once whenever this node has taken over, before its first look. */
  default void takeOver() {}

  /**
   * Looks for what is due and admits as much as there is room for. Each piece has a place, which
   * {@link #leave} gives back; when this throws, it has given back those it took.
   */
  List<T> admit(Instant now);

  /**
   * When the next look is worth making if nothing new is signalled before. What has fallen due
   * after {@code looked} was not seen by the last look and counts.
   */
  Instant nextLook(Instant looked);

  /**
   * Tries, and writes down what came of it; in a thread of the piece's own. When it throws, the
   * piece stays due.
   */
  void attempt(T piece) throws InterruptedException;

  /** Gives the place back; once for each admitted piece, whatever became of it. */
  void leave(T piece);

  /** No piece is admitted any more until the next {@link #takeOver}; some may be under way. */
  default void stopping() {}
}
