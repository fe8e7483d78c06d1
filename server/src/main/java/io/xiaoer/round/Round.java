package io.xiaoer.round;

/**
 * A round as figures are made of it. Times are Unix microseconds: a report looks at millions.
 *
 * @param openedAt when its first message was written, by the platform's clock
 * @param arrivedAt when that came
 * @param messages of the customer
 * @param automaticAt when the platform took the first automatic answer; {@link #NEVER} without one
 * @param endedAt {@link #NEVER} while it goes on
 * @param endedBy who answered or closed it; empty: by itself, or it goes on
 * @param agent who has it, or had it at the end; empty: nobody
 */
public record Round(
    long id,
    long conversationId,
    long openedAt,
    long arrivedAt,
    int messages,
    long automaticAt,
    Outcome outcome,
    long endedAt,
    String endedBy,
    String agent) {
  public static final long NEVER = Long.MAX_VALUE;

  /** What became of it. */
  public enum Outcome {
    GOES_ON,
    /** A person's answer was taken by the platform. */
    ANSWERED,
    /** Closed without an answer. */
    CLOSED
  }
}
