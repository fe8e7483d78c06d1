package io.xiaoer.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Content of a feature that goes when it is old: one bean for each place it is kept in. What a rule
 * would delete and what a sweep deletes are found by the same {@link #find}, so a preview tells
 * what will happen.
 */
public interface AgedContent {

  /** Where it is; kept with how far a sweep has come, so it does not change. */
  Part part();

  /** How much there is, whatever its age. */
  Stock stock();

  /**
   * Looks through a piece of what came before {@code before}, in the order in which it came.
   *
   * @param after where the piece before has ended; empty at the beginning
   * @param limit of what is looked at
   */
  Piece find(Instant before, String after, int limit);

  /**
   * Once a sweep is done with it: makes room in the engine's files, where that is a file of its
   * own.
   *
   * @param bytes that the sweep has deleted there
   */
  default void giveBack(long bytes) {}

  /** Where content is. */
  enum Part {
    LOG(KeptKind.MESSAGES),
    CONVERSATIONS(KeptKind.MESSAGES),
    FILES(KeptKind.FILES),
    AUDIT(KeptKind.AUDIT);

    private final KeptKind kind;

    Part(KeptKind kind) {
      this.kind = kind;
    }

    KeptKind kind() {
      return kind;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** {@code oldest} is null where there is nothing. */
  record Stock(long count, long bytes, @Nullable Instant oldest) {}

  /** What stands in a piece that goes. */
  interface Piece {
    Amount amount();

    /** How much is old enough and stays, for somebody needs it. */
    long held();

    /** Where the next piece begins. */
    String place();

    /** Nothing that is old enough stands behind it. */
    boolean isLast();

    /** Does what is not for a transaction of the desk, outside of every one. May be repeated. */
    default void prepare() {}

    /** In one transaction, with the note of how far the sweep has come. May be repeated. */
    void delete(JdbcClient jdbc);
  }

  /** How much; {@code oldest} is null where it is nothing. */
  record Amount(long count, long bytes, @Nullable Instant oldest) {
    static final Amount NONE = new Amount(0, 0, null);

    Amount plus(Amount more) {
      return new Amount(count + more.count, bytes + more.bytes, earlier(oldest, more.oldest));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.isBefore(other) ? one : other;
    }
  }
}
