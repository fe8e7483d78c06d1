package io.xiaoer.inbox;

/** What became of an event that was to be kept. Only the first two may be acknowledged. */
public sealed interface Appended {
  /** It is in the log and on the disk. */
  record Stored(long seq) implements Appended {}

  /** It was in the log before; nothing was added. */
  record Known() implements Appended {}

  /** It is not known to be durable; the platform must push it again. */
  record NotDurable(Why why) implements Appended {}

  /** Why an event could not be kept in time. */
  enum Why {
    QUEUE_FULL,
    TOO_SLOW,
    DISK,
    STOPPING
  }
}
