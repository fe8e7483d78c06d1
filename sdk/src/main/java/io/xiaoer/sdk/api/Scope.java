package io.xiaoer.sdk.api;

/** Which allowance of calls is used up. */
public enum Scope {
  /** Try again in the next minute. */
  MINUTE,
  /** Stop until midnight in Asia/Shanghai. */
  DAY
}
