package io.xiaoer.staff;

/** Whether somebody can be given a conversation. */
public enum Readiness {
  READY,
  OFFLINE,
  /** Not known, not let in, or without this shop. */
  NEVER
}
