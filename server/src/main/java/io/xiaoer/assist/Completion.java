package io.xiaoer.assist;

import java.time.Duration;

/** What came of a question to a model. */
sealed interface Completion {
  /**
   * The whole answer.
   *
   * @param firstWord how long the first one took
   */
  record Whole(String text, Duration firstWord) implements Completion {
    @Override
    public String toString() {
      return "Whole[" + text.length() + " chars]";
    }
  }

  /** Whoever listened wanted no more. */
  record Stopped() implements Completion {}

  /**
   * There is no answer, whatever had come of it.
   *
   * @param status of the host's answer; 0 where there was none
   * @param detail the beginning of what it said, for administrators; never the key
   */
  record Failed(Failure why, int status, String detail) implements Completion {
    @Override
    public String toString() {
      return "Failed[" + why + " " + status + "]";
    }
  }
}
