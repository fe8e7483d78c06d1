package io.xiaoer.customer;

import java.time.Instant;
import java.util.List;
import java.util.function.BinaryOperator;
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

  /** With what {@code restore} makes of each text and the one that it is to replace. */
  CustomerChange restored(Customer before, BinaryOperator<String> restore) {
    String name = before.remarkName() == null ? "" : before.remarkName();
    String tagged = String.join("\n", before.tags());
    return new CustomerChange(
        remarkName == null ? null : restore.apply(name, remarkName),
        note == null ? null : restore.apply(before.note(), note),
        tags == null ? null : tags.stream().map(tag -> restore.apply(tagged, tag)).toList(),
        starred,
        blocking);
  }

  @Override
  public String toString() {
    return "CustomerChange";
  }
}
