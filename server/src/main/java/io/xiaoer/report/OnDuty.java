package io.xiaoer.report;

/** Whether somebody was there for the customers of a shop at a moment. */
enum OnDuty {
  SOMEBODY,
  NOBODY,
  /** From before it was recorded. */
  UNKNOWN
}
