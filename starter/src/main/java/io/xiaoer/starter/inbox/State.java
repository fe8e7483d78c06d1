package io.xiaoer.starter.inbox;

/** Of a row, as the table has it. */
final class State {
  static final String WAITING = "waiting";
  static final String HANDLED = "handled";

  /** Given up until a person has it tried again. */
  static final String DEAD = "dead";

  /** For nobody: there was no handler for such events when it came. */
  static final String KEPT = "kept";

  /** Other content under a key that was there before. */
  static final String VARIANT = "variant";

  private State() {}
}
