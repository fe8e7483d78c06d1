package io.xiaoer.log;

/** Follows another order than the log's, at its own pace; the system page shows how far it is. */
public interface Follower {
  String name();

  /** The last place it has come to. */
  long cursor();

  /** How many are behind that place and wait. */
  long lag();
}
