package io.xiaoer.sdk.api;

/**
 * What came of asking the platform for something. Asking again does no harm.
 *
 * @param <T> what was asked for
 */
public sealed interface LookUp<T> {
  /** It is there. */
  record Found<T>(T value) implements LookUp<T> {}

  /**
   * The platform says ok and gives nothing, as it does for a product that was never on sale: there
   * is no use in asking again soon.
   */
  record Absent<T>() implements LookUp<T> {}

  /** There is no answer to it; {@code why} says what to do next. */
  record Failed<T>(Failure why) implements LookUp<T> {}
}
