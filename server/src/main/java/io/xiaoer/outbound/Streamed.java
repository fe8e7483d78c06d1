package io.xiaoer.outbound;

import io.xiaoer.outbound.Answer.Answered;
import io.xiaoer.outbound.Answer.Trouble;

/** What came of a call whose answer is read line by line. */
public sealed interface Streamed {
  /**
   * Lines came.
   *
   * @param enough the listener wanted no more; false: the other side ended before
   */
  record Lines(boolean enough) implements Streamed {}

  /** An answer of another status or kind; none of it was given to the listener. */
  record Other(Answered answer, String mediaType) implements Streamed {}

  /** The answer is larger than it may be. */
  record TooLarge() implements Streamed {}

  /**
   * It was ended by the clock.
   *
   * @param begun whether anything had come that counts
   */
  record Late(boolean begun) implements Streamed {}

  /** There was no answer, or the line broke in the middle of it. */
  record None(Trouble trouble) implements Streamed {}
}
