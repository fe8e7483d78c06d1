package io.xiaoer.log;

/** What became of an event that was to be kept. All but the last may be acknowledged. */
public sealed interface Appended {
  /** It is in the log and on the disk. */
  record Stored(long seq) implements Appended {}

  /** It was in the log before; nothing was added. */
  record Known() implements Appended {}

  /** Its key was in the log with other content; it is on the disk beside the log. */
  record Variant() implements Appended {}

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
