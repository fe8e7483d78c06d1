package io.xiaoer.store;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One database. {@link #write} runs its work in one transaction that is durable when the call
 * returns; {@link #read} runs in one that changes nothing and sees one moment throughout. Writes
 * stand one behind the other, on every engine and over all nodes: what one has read, no other
 * changes before it is done.
 *
 * <p>Both may be called from any thread and block it until the work is done. Work that calls {@code
 * read} or {@code write} of the same database again is refused with an {@code
 * IllegalStateException}: what belongs together stands in one piece of work.
 */
public interface Database extends AutoCloseable {

  /** A piece of work on a connection that is the caller's until the work returns. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T in(JdbcClient jdbc);
  }

  /** Reads. Throws {@code DataAccessException} when the database cannot answer. */
  <T extends @Nullable Object> T read(Work<T> work);

  /**
   * Writes in one transaction. When the work or the commit throws, nothing of it is there, and the
   * exception reaches the caller.
   */
  <T extends @Nullable Object> T write(Work<T> work);

  /** What {@link #scrub} came to. */
  enum Scrubbed {
    /** Nothing of what was deleted is left in the engine's files. */
    DONE,
    /** A file of a former version has remains in its free space, and is too large to rewrite. */
    NOT_REWRITTEN
  }

  /**
   * Removes from the engine's files what rows that were deleted or changed have left there. What it
   * needs to be alone for, it waits for; it may take long, and is no harm when it is repeated.
   */
  Scrubbed scrub();

  /**
   * How large these tables are on the disk with their indexes; of SQLite the whole file, whose
   * parts nobody can tell without reading it. 0 where nobody knows.
   */
  default long bytes(String... tables) {
    return 0;
  }

  /**
   * Makes a file smaller of which much is free, where that takes no longer than a push waits: what
   * is free is otherwise used by what comes. PostgreSQL does so by itself (autovacuum).
   *
   * @param deleted bytes of rows that have become shorter, which may lie between others
   */
  default void giveBack(long deleted) {}

  /**
   * Whether the last writes went well. Does not wait; where nobody has written lately it has one
   * tried, for the next question.
   */
  boolean isWritable();

  @Override
  void close();
}
