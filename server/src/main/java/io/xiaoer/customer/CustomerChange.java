package io.xiaoer.customer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be other; a part that is null stays as it is.
 *
 * @param remarkName empty: no name any more
 */
public record CustomerChange(
    @Nullable String remarkName,
    @Nullable String note,
    @Nullable List<String> tags,
    @Nullable Boolean starred,
    @Nullable Blocking blocking) {

  /** What becomes of the block. */
  public sealed interface Blocking {
    /** {@code until} null: for good. */
    record Begin(String reason, @Nullable Instant until) implements Blocking {}

    record End() implements Blocking {}
  }

  @Override
  public String toString() {
    return "CustomerChange";
  }
}
